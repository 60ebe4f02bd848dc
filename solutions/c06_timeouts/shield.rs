//! A task runs whether its handle is polled, kept or dropped. So waiting is awaiting the handle, by
//! reference: what a timeout drops is the wait, not the task.

use std::time::Duration;

use thiserror::Error;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Why a wait brought no result.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ShieldError {
    /// The limit passed; the work goes on.
    #[error("the work still runs")]
    StillRunning,
    /// The work panicked.
    #[error("the work panicked")]
    Panicked,
    /// An earlier wait has had the result.
    #[error("the result was taken before")]
    Taken,
}

/// Work that goes on whether somebody waits for it or not.
pub struct Shield<T> {
    state: State<T>,
}

enum State<T> {
    Running(JoinHandle<T>),
    Panicked,
    Taken,
}

impl<T: Send + 'static> Shield<T> {
    /// Waits for the result, but not longer than the limit. The work goes on in any case.
    ///
    /// Cancel safe: dropping the returned future loses nothing.
    ///
    /// # Errors
    /// [`ShieldError`]: the limit passed, the work panicked, or its result was handed out before.
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

/// Starts the work, once and at once, so that nobody's giving up can stop it.
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
