//! Work that was done and that nobody polled: no picture tells it from work that took longer.

use std::time::Duration;

use super::Diagnosis;
use super::cause::Cause;
use crate::{Item, Timeline};

/// A better cause, where one lane should have ended just when its work was done, and ended later.
/// Each of `done` is a lane and the instant at which its work was done before it was polled again.
#[must_use]
pub fn neglected(
    expected: &Timeline,
    actual: &Timeline,
    done: &[(String, Duration)],
) -> Option<Diagnosis> {
    let ends = |timeline: &Timeline, name: &str| {
        let items = timeline.items(name).into_iter();
        let ends = items.filter(|item| matches!(item, Item::Span { .. }));
        ends.map(|item| item.end()).collect::<Vec<_>>()
    };
    done.iter().find_map(|(lane, due)| {
        let place = ends(expected, lane).iter().position(|end| end == due)?;
        let came = *ends(actual, lane).get(place)?;
        let cause = Cause::NotPolled {
            lane: lane.clone(),
            due: *due,
            came,
        };
        (came > *due).then(|| Diagnosis::of(&cause))
    })
}
