//! Mistake: leaves it to the new task to call `start`, which it does when it comes to its turn.
//! Breaks: "calls `start` once, at once"
//! Breaks: "Starts the work, once and at once"
//! Rejected by: the_work_has_been_started_when_shield_returns
//! Told: it had not called `start` once by then

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
    state: State<T>,
}

enum State<T> {
    Running(JoinHandle<T>),
    Panicked,
    Taken,
}

impl<T: Send + 'static> Shield<T> {
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        let task = match &mut self.state {
            State::Running(task) => task,
            State::Panicked => return Err(ShieldError::Panicked),
            State::Taken => return Err(ShieldError::Taken),
        };
        match timeout(limit, task).await {
            // A handle must not be awaited again after this: remember what it gave.
            Ok(Ok(result)) => {
                self.state = State::Taken;
                Ok(result)
            }
            Ok(Err(_panic)) => {
                self.state = State::Panicked;
                Err(ShieldError::Panicked)
            }
            Err(_elapsed) => Err(ShieldError::StillRunning),
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
        state: State::Running(tokio::spawn(async move { start().await })),
    }
}
