//! Mistake: takes the handle out for the time of the wait and puts it back at the limit, which a
//! wait that is dropped never comes to.
//! Breaks: "A wait that was dropped loses nothing"
//! Rejected by: a_wait_that_is_cancelled_loses_nothing
//! Told: the next one did not get the result

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
    panicked: bool,
}

impl<T: Send + 'static> Shield<T> {
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        let Some(mut task) = self.task.take() else {
            return Err(match self.panicked {
                true => ShieldError::Panicked,
                false => ShieldError::Taken,
            });
        };
        match timeout(limit, &mut task).await {
            Ok(end) => {
                self.panicked = end.is_err();
                end.map_err(|_| ShieldError::Panicked)
            }
            Err(_) => {
                self.task = Some(task);
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
        panicked: false,
    }
}
