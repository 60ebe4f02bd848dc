//! Mistake: looks at the clock again when the work is done, and counts work that computed for longer
//! than the limit as too late, though it never waited.
//! Breaks: "if it is ready at once, it is in time"
//! Rejected by: work_that_never_waits_is_in_time_however_long_it_computes
//! Told: whatever the clock says by then

use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, timeout};

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
    match timeout(limit, work).await {
        Ok(outcome) if start.elapsed() <= limit => outcome.map_err(WaitError::Failed),
        Ok(_) | Err(_) => Err(WaitError::TimedOut { limit }),
    }
}
