//! # wait_for: at most this long
//!
//! Why: a server that never answers must not hold you up for ever. Say how long you are willing to
//! wait, and stop the work when the time is up: nobody wants its result any more.
//!
//! Build: [`wait_for`] runs the work, but not longer than the limit:
//! - The work gives `Ok(value)` in time: you give `Ok(value)`, at that instant.
//! - The work gives `Err(error)` in time: you give [`WaitError::Failed`] with it, at that instant.
//!   Its own error is never a timeout, whatever it is and whatever it says.
//! - The limit passes first: you give [`WaitError::TimedOut`] with the limit, as you were given it,
//!   at that very instant. By then the work is cancelled and gone: its future is dropped, and what
//!   it held is free.
//!
//! Work that is done *exactly* at the limit is done in time. Even with a limit of zero the work is
//! polled once: if it is ready at once, it is in time, whatever the clock says by then. When the
//! caller drops your future, the work is dropped with it.
//!
//! Bad input: no limit is too long. `Duration::MAX` means that the limit never comes.
//!
//! Left open: work that takes more than thirty years may be stopped before its limit. Work
//! that gives way once more at the instant of the limit may be in time or not, also with a limit of
//! zero. Work that never waits, but gives way again and again, may go on beyond its limit. The work
//! does not panic here.
//!
//! Good to know: the work is `Send + 'static`, so it could be spawned. Ask yourself whether that
//! helps.
//!
//! In asyncio, `wait_for` does the same with a task: it cancels it and waits until it is gone.
//!
//! Rule of thumb: a timeout that leaves the work running is only half a timeout.

use std::time::Duration;

use thiserror::Error;

/// Why there is no value.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WaitError<E> {
    /// The limit passed; the work is cancelled.
    #[error("not done within {limit:?}")]
    TimedOut {
        /// How long it was waited for.
        limit: Duration,
    },
    /// The work came to its end in time, with this error.
    #[error("the work failed: {0}")]
    Failed(E),
}

/// Runs the work, but not longer than the limit.
///
/// Dropping the returned future cancels the work.
///
/// # Errors
/// [`WaitError::TimedOut`] when the limit passes first, [`WaitError::Failed`] with the error of the
/// work.
pub async fn wait_for<W, T, E>(limit: Duration, work: W) -> Result<T, WaitError<E>>
where
    W: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("wait for the work, but not longer than this", with limit, work)
}
