//! Instead of tokio's `timeout`, `select` of the crate `futures`, which polls its left side first.

use std::pin::pin;
use std::time::Duration;

use futures::future::{Either, select};
use thiserror::Error;
use tokio::time::sleep;

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
/// # Errors
/// [`WaitError::TimedOut`] when the limit passes first, [`WaitError::Failed`] with the error of the
/// work.
pub async fn wait_for<W, T, E>(limit: Duration, work: W) -> Result<T, WaitError<E>>
where
    W: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    match select(pin!(work), pin!(sleep(limit))).await {
        Either::Left((outcome, _)) => outcome.map_err(WaitError::Failed),
        Either::Right(((), _)) => Err(WaitError::TimedOut { limit }),
    }
}
