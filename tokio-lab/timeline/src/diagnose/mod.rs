//! The likely cause of a difference, in one sentence, derived from the two timelines.
//!
//! Each rule knows one misconception and what it looks like in a picture. A rule speaks only
//! where the timelines show its cause, and says how many of the wrong lanes the cause explains.
//! The one that explains most is told; of equals, the one that stands first in the table, where
//! each rule has the name of its cause.

mod busy;
mod neglected;
mod rules;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub use busy::busy;
pub use neglected::neglected;

use super::Timeline;
use rules::RULES;
use view::View;

/// The likely cause of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The name of its kind, which stays the same whatever the words are: `in_batches`.
    pub name: &'static str,
    /// The cause in a sentence, without a capital and a full stop.
    pub sentence: String,
}

/// What a rule has found.
struct Finding {
    /// How many of the lanes that are not as expected it explains.
    explains: usize,
    /// The cause, without a full stop.
    sentence: String,
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
pub fn diagnose(expected: &Timeline, actual: &Timeline) -> String {
    cause(expected, actual).sentence
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
pub fn cause(expected: &Timeline, actual: &Timeline) -> Cause {
    let view = View::new(expected, actual);
    let mut best: Option<(&'static str, Finding)> = None;
    for (name, rule) in RULES {
        let most = best.as_ref().map_or(0, |(_, finding)| finding.explains);
        let found = rule(&view).filter(|finding| finding.explains > most);
        best = found.map(|finding| (*name, finding)).or(best);
    }
    match best {
        Some((name, finding)) => Cause {
            name,
            sentence: finding.sentence,
        },
        None => Cause {
            name: rules::FIRST_DIFFERENCE,
            sentence: rules::first_difference(&view),
        },
    }
}
