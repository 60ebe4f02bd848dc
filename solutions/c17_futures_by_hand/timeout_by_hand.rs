//! An `async fn` does nothing before its first poll, so that is when it makes the timer. Both futures
//! are pinned inside it, and are dropped where it ends.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
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
    let mut work = pin!(work);
    let mut timer = pin!(sleep(limit));
    poll_fn(|cx| {
        // Both keep the waker while they are pending, so that either of them wakes the caller.
        if let Poll::Ready(output) = work.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        timer.as_mut().poll(cx).map(|()| Err(OutOfTime))
    })
    .await
}
