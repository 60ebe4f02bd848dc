//! Mistake: an idle worker looks into the queue every 300 ms, instead of being woken.
//! Breaks: "they join the end of the queue at that instant"
//! Rejected by: what_is_found_on_the_way_is_worked_on_too
//! Told: to be woken when it does

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use thiserror::Error;
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
    let undone = Arc::new(AtomicUsize::new(items.len()));
    let queue = Arc::new(Mutex::new(VecDeque::from(items)));
    let work = Arc::new(work);
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        let (queue, work, undone) = (queue.clone(), work.clone(), undone.clone());
        tasks.spawn(async move {
            let mut done = 0;
            while undone.load(Ordering::SeqCst) > 0 {
                let item = queue.lock().unwrap().pop_front();
                if let Some(item) = item {
                    let found = work(item).await;
                    undone.fetch_add(found.len(), Ordering::SeqCst);
                    queue.lock().unwrap().extend(found);
                    undone.fetch_sub(1, Ordering::SeqCst);
                    done += 1;
                } else {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
            }
            done
        });
    }
    Ok(tasks.join_all().await.into_iter().sum())
}
