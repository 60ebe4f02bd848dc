//! Mistake: cuts every limit to an hour, which it thinks is long enough for anybody.
//! Breaks: "no limit is too long"
//! Rejected by: no_limit_is_too_long
//! Told: it was not told after those days

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
        let longest = Duration::from_secs(60 * 60);
        match timeout(limit.min(longest), task).await {
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
        state: State::Running(tokio::spawn(start())),
    }
}
