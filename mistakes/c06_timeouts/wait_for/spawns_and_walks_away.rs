//! Mistake: spawns the work and waits for the task: when the time is up, the task runs on.
//! Breaks: "By then the work is cancelled and gone"
//! Rejected by: slow_work_is_cancelled_at_the_very_limit
//! Told: kept running after

use std::panic::resume_unwind;
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
    match timeout(limit, tokio::spawn(work)).await {
        Ok(Ok(outcome)) => outcome.map_err(WaitError::Failed),
        Ok(Err(panic)) => resume_unwind(panic.into_panic()),
        Err(_) => Err(WaitError::TimedOut { limit }),
    }
}
