//! Mistake: spawns the work and aborts the task at the limit, but not when its own caller gives up.
//! Breaks: "the work is dropped with it"
//! Rejected by: a_caller_that_gives_up_drops_the_work
//! Told: the work runs on though its caller has given up

use std::panic::resume_unwind;
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
    let mut task = tokio::spawn(work);
    match timeout(limit, &mut task).await {
        Ok(Ok(outcome)) => outcome.map_err(WaitError::Failed),
        Ok(Err(panic)) => resume_unwind(panic.into_panic()),
        Err(_) => {
            task.abort();
            let _aborted = task.await;
            Err(WaitError::TimedOut { limit })
        }
    }
}
