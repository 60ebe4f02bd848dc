//! Mistake: looks for the task that it is called in, and takes none for no runtime.
//! Breaks: "finds the runtime that is running on the calling thread, of whichever flavour"
//! Rejected by: the_work_runs_on_the_runtime_that_is_running
//! Told: your function did not find it

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
    // The future of `block_on` is no task.
    if tokio::task::try_id().is_none() {
        return Err(NoRunningLoop);
    }
    let runtime = Handle::try_current().map_err(|_| NoRunningLoop)?;
    Ok(RunningLoop { runtime })
}

impl RunningLoop {
    pub fn start<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.runtime.spawn(work)
    }
}
