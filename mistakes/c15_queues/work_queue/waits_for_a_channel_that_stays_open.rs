//! Mistake: every worker holds a sender of the channel that it waits at, so the channel never closes and
//! nobody ever stops waiting.
//! Breaks: "It is over at the instant when nothing waits and nobody works"
//! Rejected by: it_ends_by_itself_when_the_last_item_finds_nothing
//! Told: did not end

use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;

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
    if items.is_empty() {
        return Ok(0);
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    for item in items {
        let _ = sender.send(item);
    }
    let (receiver, work) = (Arc::new(Mutex::new(receiver)), Arc::new(work));
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        let (sender, receiver, work) = (sender.clone(), receiver.clone(), work.clone());
        tasks.spawn(async move {
            let mut done = 0;
            loop {
                let item = receiver.lock().await.recv().await;
                let Some(item) = item else { return done };
                for found in work(item).await {
                    let _ = sender.send(found);
                }
                done += 1;
            }
        });
    }
    drop(sender);
    Ok(tasks.join_all().await.into_iter().sum())
}
