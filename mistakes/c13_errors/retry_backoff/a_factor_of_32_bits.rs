//! Mistake: doubles a factor in place of the wait, and the factor goes no further than its type.
//! Breaks: "waits go on doubling as long as they are shorter than `longest`"
//! Rejected by: waits_go_on_doubling_for_as_long_as_they_may
//! Told: times the largest number of a `u32`

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
        let factor = 1_u32.checked_shl(attempts - 1).unwrap_or(u32::MAX);
        sleep(backoff.first.saturating_mul(factor).min(backoff.longest)).await;
    }
}
