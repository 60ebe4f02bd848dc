//! Instead of asking the handles once more, a wait that tokio's budget does not end.

use futures::future::join_all;
use tokio::task::coop::unconstrained;
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
    let fill = slots
        .iter_mut()
        .map(|(task, outcome)| unconstrained(async { *outcome = Some(task.await) }));
    let _all_done = timeout_at(deadline, join_all(fill)).await;

    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, (task, outcome)) in slots.into_iter().enumerate() {
        match outcome {
            Some(outcome) => done.push((place, outcome)),
            None => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
