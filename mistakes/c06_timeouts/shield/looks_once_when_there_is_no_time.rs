//! Mistake: without any time it looks at the handle once, as if that never gave way.
//! Breaks: "the result comes at once, even with a limit of zero"
//! Rejected by: a_result_that_is_there_comes_whatever_the_caller_did_before
//! Told: a handle then looks for once as if its task still ran

use std::time::Duration;

use futures::FutureExt;
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
        let ended = match limit.is_zero() {
            true => task.now_or_never(),
            false => timeout(limit, task).await.ok(),
        };
        match ended {
            // A handle must not be awaited again after this: remember what it gave.
            Some(Ok(result)) => {
                self.state = State::Taken;
                Ok(result)
            }
            Some(Err(_panic)) => {
                self.state = State::Panicked;
                Err(ShieldError::Panicked)
            }
            None => Err(ShieldError::StillRunning),
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
