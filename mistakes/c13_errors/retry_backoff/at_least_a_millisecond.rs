//! Mistake: takes a wait of zero for an oversight, and waits a millisecond.
//! Breaks: "A `first` or a `longest` of zero retries without a wait"
//! Rejected by: where_there_is_no_wait_all_attempts_are_made_at_once
//! Told: every wait is zero

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
        let source = match operation().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if is_permanent(&source) {
            return Err(RetryError::Permanent { attempts, source });
        }
        if attempts == backoff.attempts.get() {
            return Err(RetryError::GaveUp { attempts, source });
        }
        sleep(wait.max(Duration::from_millis(1))).await;
        wait = wait.saturating_mul(2).min(backoff.longest);
    }
}
