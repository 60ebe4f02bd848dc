//! Mistake: spawns the work as tasks that nothing holds: dropping a `JoinHandle` does not stop its task.
//! Breaks: "when the future of `work_queue` is dropped, all its work is dropped too"
//! Rejected by: dropping_it_drops_the_work
//! Told: kept running after 2s

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
        while running.len() < workers {
            let Some(item) = waiting.pop_front() else {
                break;
            };
            running.push(tokio::spawn(work(item)));
        }
        let Some(found) = running.next().await else {
            return Ok(done);
        };
        done += 1;
        waiting.extend(found.unwrap_or_default());
    }
}
