//! Mistake: works on what it was given and drops what is found on the way.
//! Breaks: "What `work` gives are the items that it has found"
//! Rejected by: what_is_found_on_the_way_is_worked_on_too
//! Told: was ever worked on

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
    let mut running = FuturesUnordered::new();
    let mut done = 0;
    for item in items {
        if running.len() == workers {
            running.next().await;
            done += 1;
        }
        running.push(work(item));
    }
    Ok(done + running.count().await)
}
