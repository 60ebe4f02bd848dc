//! One loop keeps both lists, what waits and what is being worked on. It is over when both are
//! empty, and a "worker" is nothing but a place in the second list.

use std::collections::VecDeque;

use futures::stream::{FuturesUnordered, StreamExt};
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
    let mut running = FuturesUnordered::new();
    let mut done = 0;
    loop {
        while running.len() < workers
            && let Some(item) = waiting.pop_front()
        {
            running.push(work(item));
        }
        // Nothing runs, and nothing waits, or it would run: there is nobody who could add more.
        let Some(found) = running.next().await else {
            return Ok(done);
        };
        done += 1;
        waiting.extend(found);
    }
}
