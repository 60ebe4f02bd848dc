//! Mistake: lets each call take one of the threads for blocking work, of which a runtime has 512.
//! Breaks: "Any number of threads that are not inside a runtime call at once"
//! Rejected by: many_threads_call_at_once
//! Told: no call should wait for another

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
            .enable_all()
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
        let handle = self.runtime.handle().clone();
        let done = self.runtime.spawn_blocking(move || handle.block_on(work));
        match futures::executor::block_on(done) {
            Ok(given) => Ok(given),
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        }
    }
}
