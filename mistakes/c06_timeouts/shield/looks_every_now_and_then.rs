//! Mistake: looks every 10 ms whether the task has ended, instead of being woken when it has.
//! Breaks: "gives the work's result at the instant the work ends"
//! Rejected by: each_wait_lasts_until_its_limit_or_the_end_of_the_work
//! Told: as it looks now and then

use std::time::Duration;

use thiserror::Error;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

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
        let ended = async {
            while !task.is_finished() {
                sleep(Duration::from_millis(10)).await;
            }
            task.await
        };
        match timeout(limit, ended).await {
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
