//! Mistake: takes the results in the order in which the items were begun, so that an item that has ended
//! keeps its place as long as an older one is being worked on.
//! Breaks: "and never on fewer as long as items wait"
//! Rejected by: all_workers_are_busy_whenever_there_is_work
//! Told: a place is free when its own item has ended

use std::collections::VecDeque;

use futures::stream::{FuturesOrdered, StreamExt};
use thiserror::Error;

/// Why nothing was worked on.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WorkQueueError {
    /// Nobody is there to work.
    #[error("a work queue needs at least one worker")]
    NoWorkers,
}

/// Works on all items, and on all that is found on the way; gives their number.
///
/// # Errors
/// [`WorkQueueError::NoWorkers`] if `workers` is 0.
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
    let mut running = FuturesOrdered::new();
    let mut done = 0;
    loop {
        while running.len() < workers
            && let Some(item) = waiting.pop_front()
        {
            running.push_back(work(item));
        }
        let Some(found) = running.next().await else {
            return Ok(done);
        };
        done += 1;
        waiting.extend(found);
    }
}
