//! The likely cause of a difference, in one sentence, derived from the two timelines.
//!
//! Each rule knows one misconception and what it looks like in a picture. A rule speaks only
//! where the timelines show its cause, and gives it as a value; the words for all of them stand in
//! one place. Several rules may be right at once: one lane that came late is late because of the
//! crowd before it, or it is just late. The choice between them is made here: the cause that
//! explains most of the wrong lanes is told; of causes that explain the same number, the most
//! special one, since [the table](rules::RULES) goes from the special to the general.

mod busy;
mod cause;
mod neglected;
mod rules;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub use busy::busy;
pub use neglected::neglected;

use std::time::Duration;

use strum::VariantNames;

use super::Timeline;
use cause::Cause;
use rules::RULES;
use view::View;

/// The likely cause of a difference, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The name of its kind, which stays the same whatever the words are: `in_batches`.
    pub name: &'static str,
    /// The cause in a sentence, without a capital and a full stop.
    pub sentence: String,
    /// What to do about it in general, for where nobody knows more; empty where there is nothing.
    pub advice: String,
    /// By how much something came too late, where that is what is wrong.
    pub late_by: Option<Duration>,
    /// The instant at which that came, where there is one.
    pub late_at: Option<Duration>,
}

/// What a rule has found.
struct Finding {
    /// How many of the lanes that are not as expected it explains.
    explains: usize,
    cause: Cause,
}

/// Says in one sentence what the code that made the second timeline most likely does wrong.
///
/// The sentence names the lanes and instants concerned, and needs no knowledge of the test. It
/// has no capital at its start and no full stop, so that it can follow a colon. Of two timelines
/// that match it says so.
///
/// ```
/// use tokio_lab_timeline::{Timeline, diagnose};
///
/// let expected = Timeline::parse("
///        0s    1s    2s
///     a  |=====|
///     b  |=====|
/// ")?;
/// let actual = Timeline::parse("
///        0s    1s    2s
///     a  |=====|
///     b        |=====|
/// ")?;
/// assert_eq!(
///     diagnose(&expected, &actual),
///     "`a` and `b` ran one after another: `b` started only at 1s, when `a` had ended; \
///      all should start at 0s, so start every one before you await the first",
/// );
/// # Ok::<(), tokio_lab_timeline::PictureError>(())
/// ```
#[must_use]
pub fn diagnose(expected: &Timeline, actual: &Timeline) -> String {
    cause(expected, actual).with_advice()
}

/// As [`diagnose`], with the name of the cause.
///
/// ```
/// use tokio_lab_timeline::{Timeline, cause};
///
/// let expected = Timeline::parse("
///        0s    1s
///     a  |=====|
///     b  |=====|
/// ")?;
/// let actual = Timeline::parse("
///        0s    1s
///     a  |=====|
///     b
/// ")?;
/// assert_eq!(cause(&expected, &actual).name, "never_started");
/// # Ok::<(), tokio_lab_timeline::PictureError>(())
/// ```
pub fn cause(expected: &Timeline, actual: &Timeline) -> Diagnosis {
    let view = View::new(expected, actual);
    let mut best: Option<Finding> = None;
    for rule in RULES {
        let most = best.as_ref().map_or(0, |finding| finding.explains);
        best = rule(&view)
            .filter(|finding| finding.explains > most)
            .or(best);
    }
    let cause = best.map_or_else(|| rules::first_difference(&view), |finding| finding.cause);
    Diagnosis::of(&cause)
}

/// The stable names of all kinds of causes that [`Diagnosis::name`] can be, in no order.
pub fn cause_names() -> impl Iterator<Item = &'static str> {
    Cause::VARIANTS.iter().copied()
}

impl Diagnosis {
    /// The sentence, with the advice where there is some.
    pub fn with_advice(&self) -> String {
        match self.advice.as_str() {
            "" => self.sentence.clone(),
            advice => format!("{}{advice}", self.sentence),
        }
    }

    fn of(cause: &Cause) -> Self {
        Diagnosis {
            name: cause.name(),
            sentence: words::sentence(cause),
            advice: words::advice(cause).to_owned(),
            late_by: cause.late_by(),
            late_at: cause.late_at(),
        }
    }
}
