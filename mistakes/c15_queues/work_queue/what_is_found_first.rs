//! Mistake: puts what is found at the head of the queue: first all that belongs to one item, then
//! the others.
//! Breaks: "first those given, then what was found on the way"
//! Rejected by: what_is_found_joins_the_end_of_the_queue_in_its_order
//! Told: what is found joins the end of the queue

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
        while running.len() < workers
            && let Some(item) = waiting.pop_front()
        {
            running.push(work(item));
        }
        let Some(found) = running.next().await else {
            return Ok(done);
        };
        done += 1;
        for item in found.into_iter().rev() {
            waiting.push_front(item);
        }
    }
}
