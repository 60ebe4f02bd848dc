//! Mistake: works in waves: what is found waits until everything before it is done, also where a
//! worker is free.
//! Breaks: "they join the end of the queue at that instant"
//! Breaks: "and never on fewer as long as items wait"
//! Rejected by: who_is_free_takes_what_was_found_while_others_are_still_at_work
//! Told: waits for nobody but a free worker

use futures::stream::{self, StreamExt};
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
    let (mut wave, mut done) = (items, 0);
    while !wave.is_empty() {
        done += wave.len();
        let found = stream::iter(wave).map(&work).buffer_unordered(workers);
        wave = found
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .flatten()
            .collect();
    }
    Ok(done)
}
