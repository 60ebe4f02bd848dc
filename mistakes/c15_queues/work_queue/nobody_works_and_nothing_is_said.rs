//! Mistake: does not look at the number of workers: with none it drops the items and says that all
//! is well.
//! Breaks: "No workers are WorkQueueError::NoWorkers"
//! Breaks: "WorkQueueError::NoWorkers if `workers` is 0"
//! Rejected by: no_items_are_over_at_once_and_no_workers_are_an_error
//! Told: that is an error

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
    let mut waiting = VecDeque::from(items);
    let mut running = FuturesUnordered::new();
    let mut done = 0;
    loop {
        while running.len() < workers {
            let Some(item) = waiting.pop_front() else {
                break;
            };
            running.push(work(item));
        }
        let Some(found) = running.next().await else {
            return Ok(done);
        };
        done += 1;
        waiting.extend(found);
    }
}
