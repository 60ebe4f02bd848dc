//! Mistake: awaits the handle again though it has given its result.
//! Breaks: "afterwards every wait gives `ShieldError::Taken` at once"
//! Rejected by: the_result_is_handed_out_once
//! Told: JoinHandle polled after completion

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
    task: JoinHandle<T>,
}

impl<T: Send + 'static> Shield<T> {
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        match timeout(limit, &mut self.task).await {
            Ok(end) => end.map_err(|_| ShieldError::Panicked),
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
        task: tokio::spawn(start()),
    }
}
