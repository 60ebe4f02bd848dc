//! The end of a run: what is left when its body has returned, and how long it is waited for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::os::{FairTime, ThreadStat};
use crate::record::recorder::Recorder;

/// Real time that tasks get to go when virtual time stands still: blocking work may hold them up.
const PATIENCE: Duration = Duration::from_millis(500);

/// Real time that they get where they may wait for threads, for sockets, for the clock itself.
const PATIENCE_IN_REAL_TIME: Duration = Duration::from_secs(2);

/// So often the runtime has its turn between two looks at the clock on the wall.
const TURNS: usize = 50;

/// Tasks that a run leaves behind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Left {
    pub(crate) tasks: usize,
    /// The lanes on which something was still going on.
    pub(crate) lanes: Vec<String>,
}

/// Lets the runtime turn, without virtual time passing, until no task is alive or patience ends.
///
/// Tasks that were aborted, or whose channels have closed, need a turn or two to be gone.
pub(crate) async fn settle(recorder: &Recorder, in_real_time: bool, stop: &AtomicBool) -> Left {
    let patience = if in_real_time {
        PATIENCE_IN_REAL_TIME
    } else {
        PATIENCE
    };
    let thread = ThreadStat::of_this_thread();
    let mut time = FairTime::begin(thread.as_ref());
    while recorder.tasks_alive() > 0 && !stop.load(Ordering::SeqCst) {
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        if time.elapsed(thread.as_ref()) > patience {
            break;
        }
        if recorder.tasks_alive() > 0 {
            thread::sleep(Duration::from_millis(1));
        }
    }
    match recorder.tasks_alive() {
        0 => Left::default(),
        tasks => Left {
            tasks,
            lanes: recorder.going_on(),
        },
    }
}
