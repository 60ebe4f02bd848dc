//! Mistake: keeps the first error and gives that one in the end.
//! Breaks: "When the last of `attempts` attempts has failed, its error comes back"
//! Breaks: "what the last attempt said, and how many were made"
//! Rejected by: a_wait_begins_when_the_attempt_before_it_has_ended
//! Told: the error of the last one

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
    let mut first = None;
    loop {
        attempts += 1;
        let source = match operation().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if is_permanent(&source) {
            return Err(RetryError::Permanent { attempts, source });
        }
        let source = first.take().unwrap_or(source);
        if attempts == backoff.attempts.get() {
            return Err(RetryError::GaveUp { attempts, source });
        }
        first = Some(source);
        sleep(wait).await;
        wait = wait.saturating_mul(2).min(backoff.longest);
    }
}
