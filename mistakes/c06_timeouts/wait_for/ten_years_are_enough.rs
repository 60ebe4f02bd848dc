//! Mistake: waits ten years at the most, since nobody will ever wait longer.
//! Breaks: "no limit is too long"
//! Rejected by: a_limit_of_many_years_is_kept_and_told_as_it_was_given
//! Told: no limit is too long

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
    let longest = Duration::from_secs(10 * 365 * 24 * 60 * 60);
    match timeout(limit.min(longest), work).await {
        Ok(outcome) => outcome.map_err(WaitError::Failed),
        Err(_elapsed) => Err(WaitError::TimedOut { limit }),
    }
}
