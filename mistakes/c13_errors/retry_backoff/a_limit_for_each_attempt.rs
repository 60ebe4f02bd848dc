//! Mistake: gives every attempt but the last only as long as the longest wait, and counts one that
//! takes longer as failed.
//! Breaks: "however long it took"
//! Rejected by: an_attempt_that_takes_a_day_is_waited_for
//! Told: nobody has limited how long an attempt may take

use std::num::NonZeroU32;
use std::time::Duration;

use thiserror::Error;
use tokio::time::{sleep, timeout};

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
        let given = if attempts == backoff.attempts.get() {
            operation().await
        } else {
            match timeout(backoff.longest, operation()).await {
                Ok(given) => given,
                Err(_) => continue,
            }
        };
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
        sleep(wait).await;
        wait = wait.saturating_mul(2).min(backoff.longest);
    }
}
