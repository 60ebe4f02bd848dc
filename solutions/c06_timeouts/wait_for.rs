//! tokio's `timeout` polls the work first and the clock second, and owns the work: when the time is
//! up, the work goes with it.

use std::time::Duration;

use thiserror::Error;
use tokio::time::timeout;

/// Why there is no value.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WaitError<E> {
    /// The limit passed; the work is cancelled.
    #[error("not done within {limit:?}")]
    TimedOut {
        /// How long it was waited for.
        limit: Duration,
    },
    /// The work came to its end in time, with this error.
    #[error("the work failed: {0}")]
    Failed(E),
}

/// Runs the work, but not longer than the limit.
///
/// Dropping the returned future cancels the work.
///
/// # Errors
/// [`WaitError::TimedOut`] when the limit passes first, [`WaitError::Failed`] with the error of the
/// work.
pub async fn wait_for<W, T, E>(limit: Duration, work: W) -> Result<T, WaitError<E>>
where
    W: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    // Two results in each other: was it in time, and did it go well?
    match timeout(limit, work).await {
        Ok(outcome) => outcome.map_err(WaitError::Failed),
        Err(_elapsed) => Err(WaitError::TimedOut { limit }),
    }
}
