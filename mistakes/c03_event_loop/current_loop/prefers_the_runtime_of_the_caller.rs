//! Mistake: starts the work on the runtime of whoever calls it, and on its own only where there is none.
//! Breaks: "as a task of *that* runtime, from whatever thread it is called"
//! Rejected by: work_starts_on_its_own_runtime_also_from_inside_another
//! Told: `start` took the runtime that it found there

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
        match Handle::try_current() {
            Ok(here) => here.spawn(work),
            Err(_) => self.runtime.spawn(work),
        }
    }
}
