//! Mistake: moves the handle into the wait, so that it is gone when the wait is given up.
//! Breaks: "A wait that was dropped loses nothing"
//! Rejected by: a_wait_that_is_cancelled_loses_nothing
//! Told: the next one did not get the result

use std::time::Duration;

use thiserror::Error;
use tokio::task::JoinHandle;
use tokio::time::timeout;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum ShieldError {
    #[error("the work still runs")]
    StillRunning,
    #[error("the work panicked")]
    Panicked,
    #[error("the result was taken before")]
    Taken,
}

pub struct Shield<T> {
    task: Option<JoinHandle<T>>,
}

impl<T: Send + 'static> Shield<T> {
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        let task = self.task.take().ok_or(ShieldError::Taken)?;
        match timeout(limit, task).await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(_)) => Err(ShieldError::Panicked),
            Err(_) => Err(ShieldError::StillRunning),
        }
    }
}

pub fn shield<S, W>(start: S) -> Shield<W::Output>
where
    S: Fn() -> W + Send + Sync + 'static,
    W: Future + Send + 'static,
    W::Output: Send + 'static,
{
    Shield {
        task: Some(tokio::spawn(start())),
    }
}
