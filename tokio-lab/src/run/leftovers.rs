//! What is wrong with a run that ended well: it left something behind that it should not.

use super::driver::RunEnd;
use super::expectations::listed;
use super::judge::panic_cause;
use super::places::Owner;
use super::witness::Panicked;

/// What such a run left behind, in a sentence; none if it left nothing.
pub(super) fn cause(end: &RunEnd) -> Option<String> {
    let lost = end.panics.iter().find(|panic| is_lost(panic));
    match (lost, end.left.tasks) {
        (Some(panic), _) if !end.allows_panics => Some(format!(
            "{}, in a task, and nobody took notice: what becomes of a task only its handle tells",
            panic_cause(panic)
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

/// Whether this panic ended a task unseen. One that follows a panic of the test's own making may be
/// that panic, passed on to whoever waits for it.
fn is_lost(panic: &Panicked) -> bool {
    panic.in_task && !panic.follows && panic.owner != Owner::Test
}
