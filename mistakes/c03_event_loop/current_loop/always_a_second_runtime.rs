//! Mistake: builds a second runtime beside the one that is running.
//! Breaks: "finds the runtime that is running on the calling thread"
//! Rejected by: the_work_runs_on_the_runtime_that_is_running, a_plain_thread_starts_work_with_what_it_was_given
//! Told: the work ran on another runtime

use thiserror::Error;
use tokio::runtime::{Handle, Runtime};
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no runtime is running on this thread")]
pub struct NoRunningLoop;

#[derive(Clone, Debug)]
pub struct RunningLoop {
    runtime: Handle,
}

pub fn current_loop() -> Result<RunningLoop, NoRunningLoop> {
    let _ = Handle::try_current().map_err(|_| NoRunningLoop)?;
    let runtime = Runtime::new().map_err(|_| NoRunningLoop)?;
    let runtime = Box::leak(Box::new(runtime)).handle().clone();
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
