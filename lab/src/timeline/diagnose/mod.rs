//! The likely cause of a difference, in one sentence, derived from the two timelines.
//!
//! Each rule knows one misconception and what it looks like in a picture. A rule speaks only
//! where the timelines show its cause, and says how many of the wrong lanes the cause explains.
//! The one that explains most is told; of equals, the one that stands first in the table.

#[cfg(feature = "run")]
mod busy;
mod rules;
mod view;
mod words;

#[cfg(test)]
mod tests;

#[cfg(feature = "run")]
pub(crate) use busy::busy;

use super::Timeline;
use rules::RULES;
use view::View;

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
/// use lab::timeline::{Timeline, diagnose};
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
/// # Ok::<(), lab::timeline::PictureError>(())
/// ```
pub fn diagnose(expected: &Timeline, actual: &Timeline) -> String {
    let view = View::new(expected, actual);
    let mut best: Option<Finding> = None;
    for rule in RULES {
        let most = best.as_ref().map_or(0, |finding| finding.explains);
        best = rule(&view)
            .filter(|finding| finding.explains > most)
            .or(best);
    }
    match best {
        Some(finding) => finding.sentence,
        None => rules::first_difference(&view),
    }
}
