//! Mistake: works through the queue in one loop, with one worker.
//! Breaks: "and never on fewer as long as items wait"
//! Rejected by: all_workers_are_busy_whenever_there_is_work
//! Told: no item was begun while another was worked on

use std::collections::VecDeque;

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
    while let Some(item) = waiting.pop_front() {
        waiting.extend(work(item).await);
        done += 1;
    }
    Ok(done)
}
