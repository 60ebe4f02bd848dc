//! Mistake: keeps the items in a `Vec` and takes the newest: a stack, not a queue.
//! Breaks: "Items are begun in the order in which they came into the queue"
//! Rejected by: what_is_found_on_the_way_is_worked_on_too
//! Told: joins the end of the queue

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
    let mut waiting = items;
    let mut running = FuturesUnordered::new();
    let mut done = 0;
    loop {
        while running.len() < workers {
            let Some(item) = waiting.pop() else {
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
