//! Mistake: looks at the clock first, so that work which is done exactly at the limit is too late.
//! Breaks: "Work that is done *exactly* at the limit is done in time"
//! Rejected by: done_exactly_at_the_limit_is_done
//! Told: look at the work first, at the clock second

use std::time::Duration;

use thiserror::Error;
use tokio::time::sleep;

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
    tokio::select! {
        biased;
        () = sleep(limit) => Err(WaitError::TimedOut { limit }),
        outcome = work => outcome.map_err(WaitError::Failed),
    }
}
