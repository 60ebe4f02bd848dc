//! Mistake: deals the items out to the workers like cards, so that one has nothing left to do while
//! another one still has a heap.
//! Breaks: "and never on fewer as long as items wait"
//! Rejected by: all_workers_are_busy_whenever_there_is_work
//! Told: no item is meant for a certain worker

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
    let mut heaps: Vec<VecDeque<T>> = (0..workers).map(|_| VecDeque::new()).collect();
    for (n, item) in items.into_iter().enumerate() {
        heaps[n % workers].push_back(item);
    }
    let work = &work;
    let done = join_all(heaps.into_iter().map(async |mut heap| {
        let mut done = 0;
        while let Some(item) = heap.pop_front() {
            heap.extend(work(item).await);
            done += 1;
        }
        done
    }));
    Ok(done.await.into_iter().sum())
}
