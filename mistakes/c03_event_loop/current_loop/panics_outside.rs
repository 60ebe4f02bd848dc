//! Mistake: takes the runtime for granted.
//! Breaks: "It does not panic"
//! Breaks: "if there is none"
//! Rejected by: outside_a_runtime_it_is_an_error, no_runtime_is_remembered
//! Told: there is no reactor running

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
    let runtime = Handle::current();
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
