//! Mistake: retries in a task of its own, which goes on when the caller has given up.
//! Breaks: "nothing goes on behind its back, and nothing more is attempted"
//! Rejected by: cancelled_in_the_middle_it_stops
//! Told: had been cancelled

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

pub async fn retry_backoff<T, E, F>(
    backoff: Backoff,
    mut operation: impl FnMut() -> F + Send + 'static,
    is_permanent: impl Fn(&E) -> bool + Send + 'static,
) -> Result<T, RetryError<E>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let retries = tokio::spawn(async move {
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
            sleep(wait).await;
            wait = wait.saturating_mul(2).min(backoff.longest);
        }
    });
    match retries.await {
        Ok(outcome) => outcome,
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    }
}
