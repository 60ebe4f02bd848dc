//! Mistake: starts the work anew with every wait.
//! Breaks: "calls `start` once, at once"
//! Rejected by: the_work_starts_at_once_and_only_once
//! Told: not with every wait

use std::pin::Pin;
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
    start: Pin<Box<dyn Fn() -> JoinHandle<T> + Send + Sync>>,
    taken: bool,
}

impl<T: Send + 'static> Shield<T> {
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        if self.taken {
            return Err(ShieldError::Taken);
        }
        match timeout(limit, (self.start)()).await {
            Ok(Ok(result)) => {
                self.taken = true;
                Ok(result)
            }
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
        start: Box::pin(move || tokio::spawn(start())),
        taken: false,
    }
}
