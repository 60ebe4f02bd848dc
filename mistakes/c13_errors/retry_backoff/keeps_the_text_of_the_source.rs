//! Mistake: says in its own text what the operation said, and names no source.
//! Breaks: "the operation's error is their source"
//! Rejected by: the_error_of_the_operation_is_the_source
//! Told: `Error::source`

use std::error::Error;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::sleep;

#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    pub attempts: NonZeroU32,
    pub first: Duration,
    pub longest: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryError<E> {
    Permanent { attempts: u32, source: E },
    GaveUp { attempts: u32, source: E },
}

impl<E: fmt::Display> fmt::Display for RetryError<E> {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RetryError::Permanent { attempts, source } => {
                write!(text, "failed for good at attempt {attempts}: {source}")
            }
            RetryError::GaveUp { attempts, source } => {
                write!(text, "gave up after {attempts} attempts: {source}")
            }
        }
    }
}

impl<E: fmt::Debug + fmt::Display> Error for RetryError<E> {}

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
        sleep(wait).await;
        wait = wait.saturating_mul(2).min(backoff.longest);
    }
}
