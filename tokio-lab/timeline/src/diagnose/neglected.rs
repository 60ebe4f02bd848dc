//! Work that was done and that nobody polled: no picture tells it from work that took longer.

use std::time::Duration;

use super::Cause;
use super::words::quoted;
use crate::{Item, Timeline, short};

/// A better cause, where one lane should have ended just when its work was done, and ended later.
/// Each of `done` is a lane and the instant at which its work was done before it was polled again.
pub fn neglected(
    expected: &Timeline,
    actual: &Timeline,
    done: &[(String, Duration)],
) -> Option<Cause> {
    let ends = |timeline: &Timeline, name: &str| {
        let items = timeline.items(name).into_iter();
        let ends = items.filter(|item| matches!(item, Item::Span { .. }));
        ends.map(|item| item.end()).collect::<Vec<_>>()
    };
    let (name, due, came) = done.iter().find_map(|(name, due)| {
        let place = ends(expected, name).iter().position(|end| end == due)?;
        let came = *ends(actual, name).get(place)?;
        (came > *due).then_some((name, due, came))
    })?;
    Some(Cause {
        name: "not_polled",
        sentence: format!(
            "{} was done at {}, and nobody polled it until {}: a future goes on only while it is \
             polled, and whoever awaits another one meanwhile does not poll it",
            quoted([name.as_str()]),
            short(*due),
            short(came),
        ),
    })
}
