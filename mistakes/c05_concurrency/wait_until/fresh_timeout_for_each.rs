//! Mistake: turns the deadline into a duration once and gives every task the whole of it.
//! Breaks: "and returns at the deadline"
//! Rejected by: what_is_pending_runs_on_and_can_be_awaited_later
//! Told: one instant for all tasks

use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout};

#[derive(Debug)]
pub struct Waited<T> {
    pub done: Vec<(usize, Result<T, JoinError>)>,
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    let limit = deadline.saturating_duration_since(Instant::now());
    let (mut done, mut pending) = (Vec::new(), Vec::new());
    for (place, mut task) in tasks.into_iter().enumerate() {
        match timeout(limit, &mut task).await {
            Ok(outcome) => done.push((place, outcome)),
            Err(_) => pending.push((place, task)),
        }
    }
    Waited { done, pending }
}
