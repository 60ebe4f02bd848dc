//! # wait_until: what is done by then, and what goes on
//!
//! Why: show what there is after two seconds, and fill in the rest as it comes. Nothing is
//! cancelled, nothing is lost.
//!
//! Build: [`wait_until`] gets tasks that run already, and returns at the deadline, or at the instant
//! at which the last task ends, if that is earlier. It gives a [`Waited`]:
//! - `done`: for each task that has ended, its place in the list (from 0) and its outcome, as
//!   awaiting the task gives it. A task that panicked or was aborted has ended too: its outcome is
//!   the `JoinError`.
//! - `pending`: for each other task its place and its own handle, so that the caller can await or
//!   abort it later. It runs on.
//!
//! Both are in the order of the list. Dropping your future cancels no task.
//!
//! Bad input: no tasks give two empty lists at once. With a deadline that has passed you do not
//! wait: all tasks that have ended are done, however many they are, and the others pending.
//!
//! Left open: a task that ends at the very instant of the deadline may be in either list.
//!
//! Good to know: a handle that gave its outcome must not be awaited again: that panics. In one go
//! tokio lets a task have the outcomes of 128 handles; the next handle looks as if its task still
//! ran, whatever its `is_finished` says.
//!
//! In asyncio, `wait(tasks, timeout=...)` does the same. The deadline is a point in time here, not a
//! duration: whoever waits in several steps need not subtract.
//!
//! Rule of thumb: to stop waiting and to stop working are two decisions.

use tokio::task::{JoinError, JoinHandle};
use tokio::time::Instant;

/// What [`wait_until`] saw when it returned.
#[derive(Debug)]
pub struct Waited<T> {
    /// Places and outcomes of the tasks that have ended, in the order of the list.
    pub done: Vec<(usize, Result<T, JoinError>)>,
    /// Places and handles of the tasks that still run, in the order of the list.
    pub pending: Vec<(usize, JoinHandle<T>)>,
}

/// Waits for all tasks, but not beyond the deadline. It cancels none, even if it is dropped.
pub async fn wait_until<T>(tasks: Vec<JoinHandle<T>>, deadline: Instant) -> Waited<T> {
    todo!("{} tasks run, until {deadline:?} we wait", tasks.len())
}
