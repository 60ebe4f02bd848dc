//! Mistake: runs the work to its end before it returns.
//! Breaks: "It gives the task's `JoinHandle` at once"
//! Rejected by: a_plain_function_starts_work_and_goes_on_at_once
//! Told: Cannot start a runtime from within a runtime

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
        let output = self.runtime.block_on(work);
        self.runtime.spawn(async move { output })
    }
}
