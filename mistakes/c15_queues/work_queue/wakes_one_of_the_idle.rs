//! Mistake: wakes one idle worker when something was found, however much that is: the others sleep on
//! until the next time.
//! Breaks: "and never on fewer as long as items wait"
//! Rejected by: what_is_found_joins_the_end_of_the_queue_in_its_order
//! Told: all who are idle have to hear of what was found

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use tokio::sync::Notify;
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
        news: Notify::new(),
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
    news: Notify,
    state: Mutex<State<T>>,
}

impl<T> Queue<T> {
    fn with<R>(&self, f: impl FnOnce(&mut State<T>) -> R) -> R {
        f(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn take(&self) -> Option<T> {
        loop {
            let mut news = pin!(self.news.notified());
            // It hears of what comes from here on.
            news.as_mut().enable();
            let (item, undone) = self.with(|(waiting, undone, _)| (waiting.pop_front(), *undone));
            if item.is_some() || undone == 0 {
                return item;
            }
            news.await;
        }
    }

    fn done(&self, found: Vec<T>) {
        let added = found.len();
        let undone = self.with(|(waiting, undone, done)| {
            waiting.extend(found);
            *done += 1;
            *undone = *undone + added - 1;
            *undone
        });
        if undone == 0 {
            self.news.notify_waiters();
        } else if added > 0 {
            self.news.notify_one();
        }
    }
}
