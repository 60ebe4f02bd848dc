//! Mistake: keeps the work under a handle that aborts it when the shield is dropped.
//! Breaks: "nor cancelling the task that holds it"
//! Rejected by: cancelling_the_caller_does_not_reach_the_work
//! Told: cancelled too early

use std::time::Duration;

use thiserror::Error;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

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
    task: Result<AbortOnDropHandle<T>, bool>,
}

impl<T: Send + 'static> Shield<T> {
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        let task = match &mut self.task {
            Ok(task) => task,
            Err(true) => return Err(ShieldError::Panicked),
            Err(false) => return Err(ShieldError::Taken),
        };
        let Ok(end) = timeout(limit, task).await else {
            return Err(ShieldError::StillRunning);
        };
        self.task = Err(end.is_err());
        end.map_err(|_| ShieldError::Panicked)
    }
}

pub fn shield<S, W>(start: S) -> Shield<W::Output>
where
    S: Fn() -> W + Send + Sync + 'static,
    W: Future + Send + 'static,
    W::Output: Send + 'static,
{
    Shield {
        task: Ok(AbortOnDropHandle::new(tokio::spawn(start()))),
    }
}
