//! # task_outcome: what became of a task
//!
//! Why: a task can end in more ways than a function. It finishes, it fails with an error, it
//! panics, or somebody cancels it. Whoever awaits it should be able to tell these apart, and should
//! not go down with it.
//!
//! Build: [`task_outcome`] waits until the task has ended, however long that takes, and says at that
//! instant how it ended.
//! - The task gave a result: [`Outcome::Finished`] with the value of an `Ok`, [`Outcome::Failed`] with
//!   the error of an `Err`, as it is.
//! - The task panicked: [`Outcome::Panicked`] with the panic's message as it is, be it a
//!   `&'static str`, which `panic!("no paper")` leaves behind, or a `String`, which
//!   `panic!("no {}", "paper")` does.
//! - The task was cancelled before its end: [`Outcome::Cancelled`].
//!
//! Bad input: a panic may carry a value of any other type; then the message is `no message`. No
//! panic of the task reaches your caller in another way.
//!
//! Left open: what becomes of the task if your future is dropped; what happens if the value that a
//! panic carries panics itself when it is dropped.
//!
//! In asyncio, `await task` raises what the task raised, and `CancelledError` if it was cancelled.
//! Here the task's `Result` and what happened to the task are two things, one inside the other.
//!
//! Rule of thumb: a `JoinError` is news about the task, not an error of its work. `unwrap` on it
//! spreads a panic that tokio had already caught.

use tokio::task::JoinHandle;

/// How a task ended.
#[derive(Debug, PartialEq)]
pub enum Outcome<T, E> {
    /// It gave a value.
    Finished(T),
    /// It gave an error.
    Failed(E),
    /// It panicked with this message.
    Panicked(String),
    /// It was cancelled before its end.
    Cancelled,
}

/// Waits until the task has ended and says how.
pub async fn task_outcome<T, E>(task: JoinHandle<Result<T, E>>) -> Outcome<T, E> {
    todo!("wait for the task {}, then tell how it ended", task.id())
}
