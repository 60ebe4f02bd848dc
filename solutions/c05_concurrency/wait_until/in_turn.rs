//! Instead of one wait for all, one after another against the same deadline: tasks run by
//! themselves, so waiting for them in turn costs no time.

use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

/// What [`wait_until`] saw when it returned.
#[derive(Debug)]
pub struct Waited<T> {
    /// Places and outcomes of the tasks that have ended, in the order of the list.
    pub done: Vec<(usize, Result<T, JoinError>)>,
    /// Places and handles of the tasks that still run, in the order of the list.
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

/// Waits for all tasks, but not beyond the deadline. It cancels none, even if it is dropped.
pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, mut task) in tasks.into_iter().enumerate() {
        match timeout_at(deadline, &mut task).await {
            Ok(outcome) => done.push((place, outcome)),
            // Out of tokio's budget, not of time: awaited once more, it gives what it has.
            Err(_too_late) if task.is_finished() => done.push((place, task.await)),
            Err(_too_late) => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
