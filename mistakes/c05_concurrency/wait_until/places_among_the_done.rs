//! Mistake: numbers those that are done and those that are pending each from 0.
//! Breaks: "its place in the list (from 0)"
//! Breaks: "for each other task its place"
//! Rejected by: what_is_pending_runs_on_and_can_be_awaited_later
//! Told: a place is that in the list of tasks

use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for mut task in tasks {
        match timeout_at(deadline, &mut task).await {
            Ok(outcome) => done.push((done.len(), outcome)),
            Err(_) => pending.push((pending.len(), task)),
        }
    }
    Waited { done, pending }
}
