//! Mistake: waits for all handles, and awaits those that have ended once more for their outcome.
//! Breaks: "its outcome, as awaiting the task gives it"
//! Rejected by: it_returns_when_all_are_done
//! Told: JoinHandle polled after completion

use futures::future::join_all;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let mut tasks = tasks;
    let _all_done = timeout_at(deadline, join_all(&mut tasks)).await;
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, task) in tasks.into_iter().enumerate() {
        match task.is_finished() {
            true => done.push((place, task.await)),
            false => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
