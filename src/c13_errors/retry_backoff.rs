//! # retry_backoff: once more, and a little later each time
//!
//! Why: a server that is overloaded answers the next request no better if it comes at once, and
//! worse if everybody's comes at once. So wait before you try again, and double the wait each time.
//!
//! Build: [`retry_backoff`] attempts the operation until it succeeds, as the [`Backoff`] says:
//! - The first attempt is made at once. After one that fails it waits: `first` after the first
//!   attempt, and twice the wait before after each later one, but never longer than `longest`. That
//!   goes for the first wait, too.
//! - A wait begins when the attempt before it has ended, however long it took, and the next attempt
//!   when the wait is over. With `first` of one second and attempts that take no time, they are made
//!   at 0, 1, 3 and 7 s.
//! - `operation` gives a future a call, which is one attempt, `operation().await`, and is called when
//!   that attempt begins, and not before.
//! - A success comes back at once.
//! - An error for which `is_permanent` says so comes back at once as [`RetryError::Permanent`],
//!   also if it comes with the last attempt.
//! - When the last of `attempts` attempts has failed, its error comes back at once as
//!   [`RetryError::GaveUp`].
//! - Both errors say how many attempts were made, and the operation's error is their source.
//! - If the caller is cancelled, that is, drops your future, in an attempt or in a wait, it stops
//!   there: nothing goes on behind its back, and nothing more is attempted.
//!
//! Bad input: no attempts at all are ruled out by their type, which goes up to `u32::MAX`. A `first`
//! or a `longest` of zero retries without a wait. Durations may be as long as `Duration::MAX`: waits
//! go on doubling as long as they are shorter than `longest`, and doubling never overflows.
//!
//! Left open: whether a retry without a wait gives way to other tasks; how often `is_permanent` is
//! asked about one error; what happens if `operation` panics.
//!
//! Good to know: sleeping for no time is fine.
//!
//! Rule of thumb: retry what may go away by itself, tell what will not, and let the caller say which
//! is which.

use std::num::NonZeroU32;
use std::time::Duration;

use thiserror::Error;

/// How often to try, and how long to wait in between.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// How many attempts are made at the most, the first one included.
    pub attempts: NonZeroU32,
    /// The wait after the first attempt.
    pub first: Duration,
    /// No wait is longer than this.
    pub longest: Duration,
}

/// Why there was no success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RetryError<E> {
    /// Trying again would not have helped.
    #[error("failed for good at attempt {attempts}")]
    Permanent {
        /// How many attempts were made.
        attempts: u32,
        /// What the last one said.
        source: E,
    },
    /// All attempts have failed.
    #[error("gave up after {attempts} attempts")]
    GaveUp {
        /// How many attempts were made.
        attempts: u32,
        /// What the last one said.
        source: E,
    },
}

/// Attempts the operation until it succeeds, fails for good, or has failed often enough.
///
/// # Errors
/// [`RetryError`]: what the last attempt said, and how many were made.
pub async fn retry_backoff<T, E, A>(
    backoff: Backoff,
    operation: impl FnMut() -> A,
    is_permanent: impl Fn(&E) -> bool,
) -> Result<T, RetryError<E>>
where
    A: Future<Output = Result<T, E>>,
{
    todo!("try, wait, and try again", with backoff, operation, is_permanent)
}
