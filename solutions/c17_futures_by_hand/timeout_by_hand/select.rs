//! Instead of `poll`, a `select!` that asks in the order in which it was written.

use std::time::Duration;

use thiserror::Error;

/// The limit passed before the work was done.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("out of time")]
pub struct OutOfTime;

/// A future that waits for the work, but not longer than the limit.
///
/// Dropping it drops the work.
pub async fn timeout_by_hand<W, S, T>(
    limit: Duration,
    sleep: S,
    work: W,
) -> Result<W::Output, OutOfTime>
where
    W: Future,
    S: Fn(Duration) -> T,
    T: Future<Output = ()>,
{
    tokio::select! {
        biased;
        output = work => Ok(output),
        () = sleep(limit) => Err(OutOfTime),
    }
}
