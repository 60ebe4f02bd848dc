//! Mistake: looks for the runtime once and remembers it for good.
//! Breaks: "does not remember one from before"
//! Rejected by: no_runtime_is_remembered
//! Told: none is running now

use std::sync::OnceLock;

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
    static RUNTIME: OnceLock<Handle> = OnceLock::new();
    if RUNTIME.get().is_none() {
        let runtime = Handle::try_current().map_err(|_| NoRunningLoop)?;
        let _ = RUNTIME.set(runtime);
    }
    let runtime = RUNTIME.get().cloned().ok_or(NoRunningLoop)?;
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
