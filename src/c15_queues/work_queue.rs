//! # work_queue: a few workers, and as many items as it takes
//!
//! Why: a crawler knows one address to begin with. Each page that it reads gives it more, and a
//! fixed number of workers shall read them. Nobody knows beforehand how many items there will be,
//! so the hard question is: when is it over? Not when the queue is empty, for somebody may be at
//! work on an item that gives ten new ones.
//!
//! Build: [`work_queue`] calls `work` once with each item, and works on no more than `workers` items
//! at once, and never on fewer as long as items wait, however long one of them takes. Items are begun
//! in the order in which they came into the queue: first those given, then what was found on the way.
//! What `work` gives are the items that it has found, any number of them; they join the
//! end of the queue at that instant, in their order. It is over at the instant when nothing waits and
//! nobody works, and returns the number of items worked on.
//!
//! Build it so that nothing outlives it: when the future of `work_queue` is dropped, all its work is
//! dropped too, a turn of the runtime later at the latest.
//!
//! Bad input: no items are over at once, with 0. No workers are [`WorkQueueError::NoWorkers`],
//! whether there are items or not.
//!
//! Left open: work that panics, and more workers than a million.
//!
//! Good to know: you may spawn tasks or not. `Send + 'static` in the bounds is there because a task
//! may move to another thread and may outlive the function that started it.
//!
//! In asyncio this is `Queue`, some worker tasks, `task_done` and `await queue.join()`, and then
//! the workers have to be cancelled. Here the queue can end by itself.
//!
//! Rule of thumb: count the items that are not done, not those that wait. Zero is the end.

use thiserror::Error;

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
    todo!("workers take items until nothing is left, and none will come", with items, workers, work)
}
