//! Mistake: keeps the work as a future and polls it in `wait` alone, so that it stands still in
//! between.
//! Breaks: "runs the work that it gives as a task of its own"
//! Rejected by: the_work_starts_at_once_and_only_once
//! Told: it ran from 1s on

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt};
use thiserror::Error;
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
    work: Result<BoxFuture<'static, Result<T, ShieldError>>, ShieldError>,
}

impl<T: Send + 'static> Shield<T> {
    pub async fn wait(&mut self, limit: Duration) -> Result<T, ShieldError> {
        let work = match &mut self.work {
            Ok(work) => work,
            Err(ShieldError::Panicked) => return Err(ShieldError::Panicked),
            Err(_) => return Err(ShieldError::Taken),
        };
        let Ok(end) = timeout(limit, work).await else {
            return Err(ShieldError::StillRunning);
        };
        self.work = Err(match end {
            Ok(_) => ShieldError::Taken,
            Err(_) => ShieldError::Panicked,
        });
        end
    }
}

pub fn shield<S, W>(start: S) -> Shield<W::Output>
where
    S: Fn() -> W + Send + Sync + 'static,
    W: Future + Send + 'static,
    W::Output: Send + 'static,
{
    let work = AssertUnwindSafe(start()).catch_unwind();
    let work = work.map(|end| end.map_err(|_| ShieldError::Panicked));
    Shield {
        work: Ok(work.boxed()),
    }
}
