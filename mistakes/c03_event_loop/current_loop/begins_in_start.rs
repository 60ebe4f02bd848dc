//! Mistake: polls the work once, so that it has begun for certain when it returns.
//! Breaks: "it does not run any of the work itself"
//! Rejected by: the_work_does_not_begin_inside_start
//! Told: the work was polled inside `start`

use futures::FutureExt;
use thiserror::Error;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no runtime is running on this thread")]
pub struct NoRunningLoop;

#[derive(Clone, Debug)]
pub struct RunningLoop {
    runtime: Handle,
}

pub fn current_loop() -> Result<RunningLoop, NoRunningLoop> {
    let runtime = Handle::try_current().map_err(|_| NoRunningLoop)?;
    Ok(RunningLoop { runtime })
}

impl RunningLoop {
    pub fn start<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let mut work = Box::pin(work);
        match work.as_mut().now_or_never() {
            Some(output) => self.runtime.spawn(async move { output }),
            None => self.runtime.spawn(work),
        }
    }
}
