//! Mistake: looks every 10 ms whether the task is done or the time is up, so that both are noticed
//! late.
//! Breaks: "at that very instant"
//! Breaks: "The work gives `Ok(value)` in time: you give `Ok(value)`, at that instant"
//! Rejected by: the_shorter_of_limit_and_work_decides
//! Told: as it looks now and then

use std::panic::resume_unwind;
use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, sleep};

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
    let task = tokio::spawn(work);
    while !task.is_finished() {
        if start.elapsed() >= limit {
            task.abort();
            let _aborted = task.await;
            return Err(WaitError::TimedOut { limit });
        }
        sleep(Duration::from_millis(10)).await;
    }
    match task.await {
        Ok(outcome) => outcome.map_err(WaitError::Failed),
        Err(panic) => resume_unwind(panic.into_panic()),
    }
}
