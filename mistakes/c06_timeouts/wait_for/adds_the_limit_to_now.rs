//! Mistake: adds the limit to the present instant, which overflows when the limit is very long.
//! Breaks: "no limit is too long"
//! Breaks: "`Duration::MAX` means that the limit never comes"
//! Rejected by: no_limit_is_too_long
//! Told: overflow when adding duration to instant

use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, timeout_at};

#[derive(Debug, Error, PartialEq, Eq)]
pub enum WaitError<E> {
    #[error("not done within {limit:?}")]
    TimedOut { limit: Duration },
    #[error("the work failed: {0}")]
    Failed(E),
}

pub async fn wait_for<W, T, E>(limit: Duration, work: W) -> Result<T, WaitError<E>>
where
    W: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    match timeout_at(Instant::now() + limit, work).await {
        Ok(outcome) => outcome.map_err(WaitError::Failed),
        Err(_) => Err(WaitError::TimedOut { limit }),
    }
}
