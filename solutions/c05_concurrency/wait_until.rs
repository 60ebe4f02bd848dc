//! Every task gets a slot for its outcome, and one wait fills the slots. When it has come to its end
//! or run out of time, the slots tell who is done, and the handles who has ended all the same.

use futures::future::join_all;
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
    let mut slots: Vec<_> = tasks.into_iter().map(|task| (task, None)).collect();
    // The handles are only borrowed: running out of time drops the wait, not the tasks.
    let fills = slots
        .iter_mut()
        .map(|(task, outcome)| async { *outcome = Some(task.await) });
    let _all_done = timeout_at(deadline, join_all(fills)).await;

    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, (task, outcome)) in slots.into_iter().enumerate() {
        match outcome {
            Some(outcome) => done.push((place, outcome)),
            // tokio's budget ended the wait before it came to this one.
            None if task.is_finished() => done.push((place, task.await)),
            None => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
