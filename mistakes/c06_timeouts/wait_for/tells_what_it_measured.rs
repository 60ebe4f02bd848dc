//! Mistake: tells in the timeout how long it has waited by the clock, not the limit.
//! Breaks: "with the limit, as you were given it"
//! Rejected by: the_timeout_carries_the_limit_as_it_was_given
//! Told: not the time that was measured

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
        Ok(outcome) => outcome.map_err(WaitError::Failed),
        Err(_elapsed) => Err(WaitError::TimedOut {
            limit: start.elapsed(),
        }),
    }
}
