//! Instead of doubling a variable, an iterator of all the waits: when it has ended, so has patience.

use std::iter::successors;
use std::num::NonZeroU32;
use std::time::Duration;

use thiserror::Error;
use tokio::time::sleep;

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
    mut operation: impl FnMut() -> A,
    is_permanent: impl Fn(&E) -> bool,
) -> Result<T, RetryError<E>>
where
    A: Future<Output = Result<T, E>>,
{
    let waits = successors(Some(backoff.first), |wait| wait.checked_mul(2))
        .map(|wait| wait.min(backoff.longest))
        .chain(std::iter::repeat(backoff.longest));
    let last = backoff.attempts.get();
    for (attempts, wait) in (1..last).zip(waits) {
        match operation().await {
            Ok(value) => return Ok(value),
            Err(source) if is_permanent(&source) => {
                return Err(RetryError::Permanent { attempts, source });
            }
            Err(_) => sleep(wait).await,
        }
    }
    operation().await.map_err(|source| {
        if is_permanent(&source) {
            RetryError::Permanent {
                attempts: last,
                source,
            }
        } else {
            RetryError::GaveUp {
                attempts: last,
                source,
            }
        }
    })
}
