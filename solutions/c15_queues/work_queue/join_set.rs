//! Instead of futures in one task, a task an item, in a `JoinSet` that is never fuller than allowed.

use std::collections::VecDeque;

use thiserror::Error;
use tokio::task::JoinSet;

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
    let mut running = JoinSet::new();
    let mut done = 0;
    loop {
        while running.len() < workers {
            let Some(item) = waiting.pop_front() else {
                break;
            };
            running.spawn(work(item));
        }
        match running.join_next().await {
            Some(found) => waiting.extend(found.unwrap_or_default()),
            None => return Ok(done),
        }
        done += 1;
    }
}
