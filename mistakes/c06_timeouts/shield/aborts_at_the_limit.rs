//! Mistake: aborts the work when a wait runs out of time.
//! Breaks: "and the work goes on"
//! Breaks: "neither a limit, nor dropping the future of a wait"
//! Breaks: "The result can be had by a later wait"
//! Rejected by: giving_up_the_wait_leaves_the_work_running
//! Told: cancelled too early

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
        let task = self.task.as_mut().ok_or(ShieldError::Taken)?;
        match timeout(limit, &mut *task).await {
            Ok(Ok(result)) => {
                self.task = None;
                Ok(result)
            }
            Ok(Err(_)) => Err(ShieldError::Panicked),
            Err(_) => {
                task.abort();
                Err(ShieldError::StillRunning)
            }
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
