//! Mistake: returns the number of items that it was given.
//! Breaks: "returns the number of items worked on"
//! Rejected by: what_is_found_on_the_way_is_worked_on_too
//! Told: what was found counts too

use std::collections::VecDeque;

use futures::stream::{FuturesUnordered, StreamExt};
use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum WorkQueueError {
    #[error("a work queue needs at least one worker")]
    NoWorkers,
}

pub async fn work_queue<T, W, F>(
    items: Vec<T>,
    workers: usize,
    work: W,
) -> Result<usize, WorkQueueError>
where
    T: Send + 'static,
    W: Fn(T) -> F + Send + Sync + 'static,
    F: Future<Output = Vec<T>> + Send + 'static,
{
    if workers == 0 {
        return Err(WorkQueueError::NoWorkers);
    }
    let given = items.len();
    let mut waiting = VecDeque::from(items);
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < workers
            && let Some(item) = waiting.pop_front()
        {
            running.push(work(item));
        }
        let Some(found) = running.next().await else {
            return Ok(given);
        };
        waiting.extend(found);
    }
}
