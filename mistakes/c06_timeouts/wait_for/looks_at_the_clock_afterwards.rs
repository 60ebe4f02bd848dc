//! Mistake: lets the work come to its end and only then compares how long it took.
//! Breaks: "The limit passes first: you give `WaitError::TimedOut` with the limit"
//! Breaks: "`WaitError::TimedOut` when the limit passes first"
//! Rejected by: slow_work_is_cancelled_at_the_very_limit
//! Told: kept running after

use std::time::Duration;

use thiserror::Error;
use tokio::time::Instant;

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
    let start = Instant::now();
    let outcome = work.await;
    if start.elapsed() > limit {
        return Err(WaitError::TimedOut { limit });
    }
    outcome.map_err(WaitError::Failed)
}
