//! Instead of one loop, worker tasks as in asyncio: they wait for an item at a semaphore, and
//! whoever does the last item closes it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Why nothing was worked on.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WorkQueueError {
    /// Nobody is there to work.
    #[error("a work queue needs at least one worker")]
    NoWorkers,
}

/// Works on all items, and on all that is found on the way; gives their number.
///
/// # Errors
/// [`WorkQueueError::NoWorkers`] if `workers` is 0.
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
    let queue = Arc::new(Queue {
        // A permit for each item that waits.
        ready: Semaphore::new(undone),
        state: Mutex::new((VecDeque::from(items), undone, 0)),
    });
    if undone == 0 {
        return Ok(0);
    }
    let work = Arc::new(work);
    // A set of tasks, so that dropping this future stops them.
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        let (queue, work) = (Arc::clone(&queue), Arc::clone(&work));
        tasks.spawn(async move {
            while let Some(item) = queue.take().await {
                queue.done(work(item).await);
            }
        });
    }
    while tasks.join_next().await.is_some() {}
    Ok(queue.with(|(_, _, done)| *done))
}

/// What waits, how many items are not done, how many are.
type State<T> = (VecDeque<T>, usize, usize);

struct Queue<T> {
    ready: Semaphore,
    state: Mutex<State<T>>,
}

impl<T> Queue<T> {
    fn with<R>(&self, f: impl FnOnce(&mut State<T>) -> R) -> R {
        f(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn take(&self) -> Option<T> {
        self.ready.acquire().await.ok()?.forget();
        self.with(|(waiting, _, _)| waiting.pop_front())
    }

    fn done(&self, found: Vec<T>) {
        let added = found.len();
        let undone = self.with(|(waiting, undone, done)| {
            waiting.extend(found);
            *done += 1;
            *undone = *undone + added - 1;
            *undone
        });
        self.ready.add_permits(added);
        if undone == 0 {
            self.ready.close();
        }
    }
}
