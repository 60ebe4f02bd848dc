//! Mistake: takes work that is not done after a minute for work that hangs, and gives it up.
//! Breaks: "however long one of them takes"
//! Rejected by: an_item_may_take_a_day
//! Told: an item took a day

use std::collections::VecDeque;
use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt};
use thiserror::Error;
use tokio::time::timeout;

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
            running.push(timeout(Duration::from_secs(60), work(item)));
        }
        let Some(found) = running.next().await else {
            return Ok(done);
        };
        done += 1;
        waiting.extend(found.unwrap_or_default());
    }
}
