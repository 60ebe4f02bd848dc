//! Mistake: gives up at once when the limit is zero, without asking the work.
//! Breaks: "Even with a limit of zero the work is polled once"
//! Rejected by: with_no_time_at_all_work_that_is_ready_is_in_time
//! Told: poll it once

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
    if limit.is_zero() {
        return Err(WaitError::TimedOut { limit });
    }
    match timeout(limit, work).await {
        Ok(outcome) => outcome.map_err(WaitError::Failed),
        Err(_) => Err(WaitError::TimedOut { limit }),
    }
}
