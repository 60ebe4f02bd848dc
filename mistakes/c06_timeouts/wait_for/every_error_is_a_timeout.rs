//! Mistake: takes every error for a timeout, the work's own too.
//! Breaks: "The work gives `Err(error)` in time: you give `WaitError::Failed` with it"
//! Breaks: "Its own error is never a timeout"
//! Rejected by: an_error_of_the_work_is_no_timeout
//! Told: your function gave `TimedOut` for it

use std::time::Duration;

use thiserror::Error;
use tokio::time::timeout;

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
    match timeout(limit, work).await {
        Ok(Ok(value)) => Ok(value),
        _ => Err(WaitError::TimedOut { limit }),
    }
}
