//! Mistake: aborts the tasks that have not ended by the deadline.
//! Breaks: "It runs on."
//! Rejected by: what_is_pending_runs_on_and_can_be_awaited_later
//! Told: cancelled too early

use futures::future::join_all;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let mut slots: Vec<_> = tasks.into_iter().map(|task| (task, None)).collect();
    let fill = slots
        .iter_mut()
        .map(|(task, outcome)| async { *outcome = Some(task.await) });
    let _all_done = timeout_at(deadline, join_all(fill)).await;
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, (task, outcome)) in slots.into_iter().enumerate() {
        match outcome {
            Some(outcome) => done.push((place, outcome)),
            None => {
                task.abort();
                pending.push((place, task));
            }
        }
    }
    Waited { done, pending }
}
