//! Mistake: waits for the result, however long that takes, and looks at the clock afterwards.
//! Breaks: "it gives `ShieldError::StillRunning` at that instant"
//! Rejected by: giving_up_the_wait_leaves_the_work_running
//! Told: `first wait`

use std::time::Duration;

use thiserror::Error;
use tokio::task::JoinHandle;
use tokio::time::Instant;

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
    task: Result<JoinHandle<T>, bool>,
}

impl<T: Send + 'static> Shield<T> {
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        let task = match &mut self.task {
            Ok(task) => task,
            Err(true) => return Err(ShieldError::Panicked),
            Err(false) => return Err(ShieldError::Taken),
        };
        let start = Instant::now();
        let end = task.await;
        self.task = Err(end.is_err());
        if start.elapsed() > limit {
            return Err(ShieldError::StillRunning);
        }
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
        task: Ok(tokio::spawn(start())),
    }
}
