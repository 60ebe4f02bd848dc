//! Mistake: polls all handles in one go when the time is up, and takes those that tokio holds back
//! after 128 for pending.
//! Breaks: "all tasks that have ended are done, however many they are"
//! Rejected by: a_deadline_in_the_past_leaves_out_none_of_a_thousand
//! Told: tokio gives a task 128 outcomes in one go

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
            None => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
