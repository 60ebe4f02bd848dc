//! Mistake: builds a runtime where none is running.
//! Breaks: "does not build a runtime"
//! Rejected by: outside_a_runtime_it_is_an_error
//! Told: no runtime is running on this thread, and your function found one

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
    let runtime = Handle::try_current().or_else(|_| {
        let runtime = Runtime::new().map_err(|_| NoRunningLoop)?;
        Ok(Box::leak(Box::new(runtime)).handle().clone())
    })?;
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
