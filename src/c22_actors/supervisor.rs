//! # supervisor: once more, but not for ever
//!
//! Why: a worker that has lost its connection is best started again. But a worker that is started again
//! at once, and again, is a load of its own: it keeps the server down that it waits for. And one that
//! is started again for ever hides that it has not worked since Tuesday. So a supervisor pauses, longer
//! each time, and when it happens too often, it gives up and says so to whoever is above it.
//!
//! Build: [`supervise`] calls `start` and awaits the worker that it gives, however long that takes.
//! - A worker that gives `Ok` has ended well: its value comes back at that instant, and nothing is
//!   started again.
//! - A worker that gives `Err` has failed, and so has one that panics, also if the call of `start` does.
//!   When it has failed, all that it held is dropped before the pause begins.
//! - After a failure it pauses and then calls `start` again. The first pause is `pause`. Each other one
//!   is twice as long as the one before, but none is longer than `longest`.
//! - A worker that was *calm*, that is, that ran for `calm` or longer before it failed, begins the
//!   pauses anew: the one after it is the first.
//! - Of the failures in any `window`, `restarts` are made good. A failure is within the window as long as
//!   it is less than `window` ago, whatever has happened since. At the instant of a failure with which
//!   they are more than that, it gives up, in [`GaveUp`], with what failed last, and how often `start`
//!   was called.
//! - When the future of `supervise` is dropped, the worker is dropped too, a turn of the runtime later at
//!   the latest, and nothing is started again.
//!
//! Bad input: where `restarts` is 0, the first failure is the last. Each length of time may be zero,
//! which ends at once, or [`Duration::MAX`], which never does.
//!
//! Left open: a `window` of zero, what comes after years, and the values of what a panic had to say.
//!
//! Good to know: you may spawn the worker or not. `Send + 'static` in the bounds is there because a task
//! may move to another thread.
//!
//! In asyncio you would write the same loop around `await worker()`, and mind that `except Exception`
//! does not catch a cancellation. The word comes from Erlang, where each program is a tree of
//! supervisors; there the window is called *intensity*.
//!
//! Rule of thumb: a restart mends what was an accident. When it happens again and again, it was none:
//! let somebody know.

use std::time::Duration;

use thiserror::Error;

/// How often and how fast a worker is started again.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The first pause.
    pub pause: Duration,
    /// No pause is longer.
    pub longest: Duration,
    /// A worker that has run for so long was calm.
    pub calm: Duration,
    /// So many failures are made good,
    pub restarts: u32,
    /// if they happen within this time.
    pub window: Duration,
}

/// How a worker failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// It gave this error.
    Error(E),
    /// It panicked.
    Panicked,
}

/// The worker has failed too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the worker failed too often; it was started {starts} times")]
pub struct GaveUp<E> {
    /// What failed last.
    pub last: Failure<E>,
    /// So many times the worker was started.
    pub starts: u64,
}

/// Runs a worker, and starts it again when it fails.
///
/// # Errors
/// [`GaveUp`], when it has failed too often.
pub async fn supervise<S, F, T, E>(policy: Policy, start: S) -> Result<T, GaveUp<E>>
where
    S: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("run it, and after each failure decide: pause and start again, or give up?", with policy, start)
}
