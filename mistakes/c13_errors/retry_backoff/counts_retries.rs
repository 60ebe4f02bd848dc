//! Mistake: tells how often it tried *again*, not how many attempts were made.
//! Breaks: "Both errors say how many attempts were made"
//! Rejected by: a_permanent_error_stops_at_once, a_single_attempt_is_not_retried
//! Told: each that was made counts

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
    for attempts in 0.. {
        let source = match operation().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if is_permanent(&source) {
            return Err(RetryError::Permanent { attempts, source });
        }
        if attempts + 1 == backoff.attempts.get() {
            return Err(RetryError::GaveUp { attempts, source });
        }
        sleep(wait).await;
        wait = wait.saturating_mul(2).min(backoff.longest);
    }
    unreachable!("there is a last attempt")
}
