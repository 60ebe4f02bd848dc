//! Mistake: waits for the first item to be done before it looks whether there is one.
//! Breaks: "no items are over at once, with 0"
//! Rejected by: no_items_are_over_at_once_and_no_workers_are_an_error
//! Told: no items should be over at once

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
    let mut waiting = VecDeque::from(items);
    let mut running = FuturesUnordered::new();
    let mut done = 0;
    loop {
        while running.len() < workers
            && let Some(item) = waiting.pop_front()
        {
            running.push(work(item));
        }
        done += 1;
        waiting.extend(running.next().await.unwrap_or_default());
        if running.is_empty() && waiting.is_empty() {
            return Ok(done);
        }
    }
}
