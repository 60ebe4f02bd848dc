//! What is wrong with a run that ended well: it left something behind that it should not.

use super::ending::RunEnd;
use super::owner::Owner;
use super::panicked::Panicked;
use super::settings::Settings;
use crate::text::listed;
use crate::text::shorten::quoted;

/// What such a run left behind, in a sentence; none if it left nothing.
pub(super) fn cause(settings: &Settings, end: &RunEnd) -> Option<String> {
    let lost = end.panics.iter().find(|panic| is_lost(settings, panic));
    match (lost, end.left.tasks) {
        (Some(panic), _) if !end.allows_panics => Some(format!(
            "{}, in a task, and nobody took notice: what becomes of a task only its handle tells",
            told(panic)
        )),
        (_, 0) => None,
        (_, tasks) => {
            let were = match tasks {
                1 => "1 task was".to_owned(),
                many => format!("{many} tasks were"),
            };
            let which = match end.left.lanes.as_slice() {
                [] => String::new(),
                lanes => format!(" ({} had not ended)", listed(lanes)),
            };
            Some(format!(
                "{were} still alive when the test was over{which}: a task runs on when nobody \
                 holds its handle any more, until its future ends or it is aborted"
            ))
        }
    }
}

/// The panic, as in a sentence that goes on.
fn told(panic: &Panicked) -> String {
    match panic.owner {
        Owner::Test => format!(
            "the test panicked at {}: {}",
            panic.place,
            quoted(&panic.message)
        ),
        _ => panic.cause(),
    }
}

/// Whether this panic ended a task unseen. One that follows a panic of the test's own making may be
/// that panic, passed on to whoever waits for it.
fn is_lost(settings: &Settings, panic: &Panicked) -> bool {
    panic.in_task && !panic.follows && settings.counts_panics_of(panic.owner)
}
