//! Instead of spawning through the handle, enters the runtime and spawns there.

use thiserror::Error;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// No runtime is running on this thread.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no runtime is running on this thread")]
pub struct NoRunningLoop;

/// A running runtime, to start work on. It may be cloned, and go to other threads.
#[derive(Clone, Debug)]
pub struct RunningLoop {
    runtime: Handle,
}

/// Finds the runtime that is running on this thread.
///
/// # Errors
/// [`NoRunningLoop`] if there is none.
pub fn current_loop() -> Result<RunningLoop, NoRunningLoop> {
    match Handle::try_current() {
        Ok(runtime) => Ok(RunningLoop { runtime }),
        Err(_) => Err(NoRunningLoop),
    }
}

impl RunningLoop {
    /// Starts the work as a task of this runtime, from any thread, and returns at once.
    pub fn start<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let _inside = self.runtime.enter();
        tokio::spawn(work)
    }
}
