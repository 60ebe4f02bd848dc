//! Mistake: waits for all tasks, however long they take.
//! Breaks: "and returns at the deadline"
//! Rejected by: what_is_pending_runs_on_and_can_be_awaited_later
//! Told: your function did not return at the deadline

use futures::future::join_all;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::Instant;

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let _all_wait_as_long_as_it_takes = deadline;
    Waited {
        done: join_all(tasks).await.into_iter().enumerate().collect(),
        pending: Vec::new(),
    }
}
