//! Mistake: starts every item as soon as it is there, however many are at work.
//! Breaks: "works on no more than `workers` items at once"
//! Rejected by: all_workers_are_busy_whenever_there_is_work
//! Told: too many at once

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
    let mut running: FuturesUnordered<F> = items.into_iter().map(&work).collect();
    let mut done = 0;
    while let Some(found) = running.next().await {
        done += 1;
        running.extend(found.into_iter().map(&work));
    }
    Ok(done)
}
