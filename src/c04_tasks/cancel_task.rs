//! # cancel_task: stop it, and be sure that it stopped
//!
//! Why: a task goes on until it ends, is aborted, or the runtime ends. Nobody stops it by looking
//! away: dropping a `JoinHandle` lets the task run on, unwatched. And `abort` only *asks*: the task
//! is dropped a little later, when the runtime gets to it. Until then it still holds its files, its
//! locks, its connections.
//!
//! Build: [`cancel_task`] waits for the task, but no longer than `patience`, which begins when your
//! function is first awaited. If it ends before that is over, your function returns at that instant.
//! If it does not, it is cancelled when the patience is over, and your function returns at the instant
//! at which the task is really gone, with all that it held, however long that takes.
//!
//! What became of the task is what its `JoinHandle` says in the end, whatever you had in mind:
//! - [`Ending::Finished`] with its result, if it finished, also if it had finished already before
//!   you were called, however small the patience. So too if it finished although it was to be
//!   cancelled, because it could not be cancelled, as work on `spawn_blocking` that has begun.
//! - [`Ending::Cancelled`] if it was cancelled, by you or by anybody else.
//! - [`Ending::Panicked`] if it panicked, be it while it was being cancelled. The panic must not
//!   become yours.
//!
//! A patience of any length will do, `Duration::MAX` too.
//!
//! Left open: a task that ends at the very instant at which the patience is over, and one that has
//! had no turn yet when there is no patience at all. Also what becomes of the task when your own
//! future is dropped.
//!
//! In asyncio this is `task.cancel()`, which raises an exception inside the task. Here a cancelled
//! task is dropped at the await where it stands, and its destructors run.
//!
//! Rule of thumb: abort, then await.

use std::time::Duration;

use tokio::task::JoinHandle;

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    /// It came to its end and gave this.
    Finished(T),
    /// It was cancelled before its end.
    Cancelled,
    /// It panicked.
    Panicked,
}

/// Waits for the task as long as the patience lasts, then cancels it, and tells what became of it.
///
/// When this returns, the task is gone.
pub async fn cancel_task<T>(task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    todo!("wait for the task, but not for ever", with task, patience)
}
