//! One runtime for all calls, with a thread of its own that drives the tasks between them.

use thiserror::Error;
use tokio::runtime::{Builder, Handle, Runtime};

/// Why the work was not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    /// The caller is inside a runtime and should await the work there.
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

/// Runs async work for callers that are not async.
pub struct Runner {
    runtime: Runtime,
}

impl Runner {
    /// Starts what the calls will need.
    ///
    /// # Errors
    /// If the system cannot start a runtime.
    pub fn new() -> std::io::Result<Self> {
        // Not a current-thread runtime: that one runs only while somebody is inside `block_on`.
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        Ok(Runner { runtime })
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
        // Many threads may be in here at once: each polls its own work.
        Ok(self.runtime.block_on(work))
    }
}
