//! Instead of a multi-thread runtime, one thread that drives a small one; works go there as tasks.

use std::panic::resume_unwind;
use std::thread;

use thiserror::Error;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// Why the work was not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    /// The caller is inside a runtime and should await the work there.
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

/// Runs async work for callers that are not async.
pub struct Runner {
    handle: Handle,
    /// Dropped with the runner, which tells the thread to stop.
    _stop: oneshot::Sender<()>,
}

impl Runner {
    /// Starts what the calls will need.
    ///
    /// # Errors
    /// If the system cannot start a runtime.
    pub fn new() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        thread::Builder::new().spawn(move || runtime.block_on(stopped))?;
        Ok(Runner {
            handle,
            _stop: stop,
        })
    }

    /// Runs the work, blocks until it is done, and gives what it gives.
    ///
    /// # Errors
    /// [`CallError::InsideRuntime`].
    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        if Handle::try_current().is_ok() {
            return Err(CallError::InsideRuntime);
        }
        // A join handle needs no runtime around it, so any executor can wait for it.
        match futures::executor::block_on(self.handle.spawn(work)) {
            Ok(value) => Ok(value),
            Err(ended) => resume_unwind(ended.into_panic()),
        }
    }
}
