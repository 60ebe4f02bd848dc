//! Mistake: a worker that finds the queue empty goes home, though another one may be about to add
//! items.
//! Breaks: "and never on fewer as long as items wait"
//! Rejected by: what_is_found_on_the_way_is_worked_on_too
//! Told: wait as long as another one may still find something

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

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
    let queue = Arc::new(Mutex::new(VecDeque::from(items)));
    let work = Arc::new(work);
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        let (queue, work) = (Arc::clone(&queue), Arc::clone(&work));
        tasks.spawn(async move {
            let mut done = 0;
            loop {
                let item = queue.lock().unwrap().pop_front();
                let Some(item) = item else { break };
                let found = work(item).await;
                queue.lock().unwrap().extend(found);
                done += 1;
            }
            done
        });
    }
    Ok(tasks.join_all().await.into_iter().sum())
}
