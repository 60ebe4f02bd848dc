//! Mistake: builds a runtime with timers and forgets the I/O.
//! Breaks: "Timers and I/O work"
//! Rejected by: sockets_work_too
//! Told: IO is disabled

use thiserror::Error;
use tokio::runtime::{Builder, Handle, Runtime};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

pub struct Runner {
    runtime: Runtime,
}

impl Runner {
    pub fn new() -> std::io::Result<Self> {
        // Not a current-thread runtime: that one runs only while somebody is inside `block_on`.
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_time()
            .build()?;
        Ok(Runner { runtime })
    }

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
