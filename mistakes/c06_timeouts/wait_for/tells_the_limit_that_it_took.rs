//! Mistake: takes thirty years in place of a longer limit, and then tells of thirty years.
//! Breaks: "with the limit, as you were given it"
//! Rejected by: a_limit_of_many_years_is_kept_and_told_as_it_was_given
//! Told: does not name that limit

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

const AGES: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

pub async fn wait_for<W, T, E>(limit: Duration, work: W) -> Result<T, WaitError<E>>
where
    W: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let limit = if limit > AGES { AGES } else { limit };
    match timeout(limit, work).await {
        Ok(outcome) => outcome.map_err(WaitError::Failed),
        Err(_elapsed) => Err(WaitError::TimedOut { limit }),
    }
}
