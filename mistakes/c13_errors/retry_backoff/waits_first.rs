//! Mistake: waits before every attempt, the first one included.
//! Breaks: "The first attempt is made at once"
//! Rejected by: attempts_are_made_at_0_1_3_and_7_seconds,
//! the_operation_is_called_when_its_attempt_begins
//! Told: and none before the first

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
        sleep(wait).await;
        wait = wait.saturating_mul(2).min(backoff.longest);
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
    }
}
