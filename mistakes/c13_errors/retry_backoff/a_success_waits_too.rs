//! Mistake: waits after every attempt, and only then looks how it went.
//! Breaks: "A success comes back at once"
//! Breaks: "comes back at once as [`RetryError::Permanent`]"
//! Rejected by: whatever_attempt_ends_it_ends_it_at_once
//! Told: there is no wait after that

use std::num::NonZeroU32;
use std::time::Duration;

use thiserror::Error;
use tokio::time::sleep;

#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    pub attempts: NonZeroU32,
    pub first: Duration,
    pub longest: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RetryError<E> {
    #[error("failed for good at attempt {attempts}")]
    Permanent { attempts: u32, source: E },
    #[error("gave up after {attempts} attempts")]
    GaveUp { attempts: u32, source: E },
}

pub async fn retry_backoff<T, E, A>(
    backoff: Backoff,
    mut operation: impl FnMut() -> A,
    is_permanent: impl Fn(&E) -> bool,
) -> Result<T, RetryError<E>>
where
    A: Future<Output = Result<T, E>>,
{
    let mut wait = backoff.first.min(backoff.longest);
    let mut attempts = 0;
    loop {
        attempts += 1;
        let given = operation().await;
        if attempts < backoff.attempts.get() {
            sleep(wait).await;
            wait = wait.saturating_mul(2).min(backoff.longest);
        }
        let source = match given {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if is_permanent(&source) {
            return Err(RetryError::Permanent { attempts, source });
        }
        if attempts == backoff.attempts.get() {
            return Err(RetryError::GaveUp { attempts, source });
        }
    }
}
