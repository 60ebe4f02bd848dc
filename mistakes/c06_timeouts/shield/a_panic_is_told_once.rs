//! Mistake: tells of a panic once, and then that the result was taken.
//! Breaks: "for the wait that sees it and for every later one"
//! Rejected by: a_panic_of_the_work_is_told_to_every_wait
//! Told: not every wait after that was told so

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
        let Ok(end) = timeout(limit, task).await else {
            return Err(ShieldError::StillRunning);
        };
        self.task = None;
        end.map_err(|_panic| ShieldError::Panicked)
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
