//! Mistake: sleeps until the limit in any case and then looks whether the work is done.
//! Breaks: "The work gives `Err(error)` in time: you give `WaitError::Failed` with it, at that instant"
//! Rejected by: an_error_of_the_work_is_no_timeout
//! Told: did not return at that instant

use std::time::Duration;

use futures::future::{FutureExt, maybe_done};
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
    let mut work = Box::pin(maybe_done(work));
    let mut time = Box::pin(sleep(limit));
    std::future::poll_fn(|cx| {
        let _ = work.poll_unpin(cx);
        time.poll_unpin(cx)
    })
    .await;
    match work.as_mut().take_output() {
        Some(outcome) => outcome.map_err(WaitError::Failed),
        None => Err(WaitError::TimedOut { limit }),
    }
}
