//! Mistake: takes as many items as there are workers, waits for all of them, and only then takes more.
//! Breaks: "and never on fewer as long as items wait"
//! Rejected by: all_workers_are_busy_whenever_there_is_work, each_item_is_worked_on_once_by_whoever_is_free_first
//! Told: ran in batches

use std::collections::VecDeque;

use futures::future::join_all;
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
    let mut done = 0;
    while !waiting.is_empty() {
        let batch: Vec<T> = waiting.drain(..workers.min(waiting.len())).collect();
        done += batch.len();
        for found in join_all(batch.into_iter().map(&work)).await {
            waiting.extend(found);
        }
    }
    Ok(done)
}
