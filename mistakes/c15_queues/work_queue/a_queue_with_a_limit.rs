//! Mistake: keeps the items in a channel with room for a hundred, so that memory stays bounded: a
//! worker that has found more waits for room that only workers make.
//! Breaks: "any number of them"
//! Rejected by: a_thousand_may_be_found_at_once_and_a_thousand_may_work
//! Told: there has to be room in the queue for all that is found

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    let undone = items.len();
    let (sender, receiver) = mpsc::channel(100);
    let queue = Arc::new(Queue {
        receiver: Mutex::new(receiver),
        undone: AtomicUsize::new(undone),
        done: AtomicUsize::new(0),
    });
    if undone == 0 {
        return Ok(0);
    }
    let work = Arc::new(work);
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        let (queue, work, sender) = (Arc::clone(&queue), Arc::clone(&work), sender.clone());
        tasks.spawn(async move {
            while let Some(item) = queue.take().await {
                let found = work(item).await;
                queue.undone.fetch_add(found.len(), Ordering::SeqCst);
                queue.done.fetch_add(1, Ordering::SeqCst);
                for item in found {
                    let _sent = sender.send(Some(item)).await;
                }
                if queue.undone.fetch_sub(1, Ordering::SeqCst) == 1 {
                    // The last one sends everybody home.
                    for _ in 0..workers {
                        let _sent = sender.send(None).await;
                    }
                }
            }
        });
    }
    tasks.spawn(async move {
        for item in items {
            let _sent = sender.send(Some(item)).await;
        }
    });
    while tasks.join_next().await.is_some() {}
    Ok(queue.done.load(Ordering::SeqCst))
}

struct Queue<T> {
    receiver: Mutex<mpsc::Receiver<Option<T>>>,
    undone: AtomicUsize,
    done: AtomicUsize,
}

impl<T> Queue<T> {
    async fn take(&self) -> Option<T> {
        self.receiver.lock().await.recv().await.flatten()
    }
}
