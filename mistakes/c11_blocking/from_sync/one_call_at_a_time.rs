//! Mistake: keeps the runtime behind a lock for the whole call: who waits for another caller waits
//! for ever.
//! Breaks: "their works run at the same time: one may wait for another"
//! Rejected by: many_threads_call_at_once
//! Told: no call should wait for another

use std::sync::{Mutex, PoisonError};

use thiserror::Error;
use tokio::runtime::{Builder, Handle, Runtime};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

pub struct Runner {
    runtime: Mutex<Runtime>,
}

impl Runner {
    pub fn new() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        Ok(Runner {
            runtime: Mutex::new(runtime),
        })
    }

    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        if Handle::try_current().is_ok() {
            return Err(CallError::InsideRuntime);
        }
        let runtime = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(runtime.block_on(work))
    }
}
