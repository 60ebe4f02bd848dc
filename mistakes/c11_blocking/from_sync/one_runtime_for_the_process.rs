//! Mistake: shares one runtime among all runners, which nobody ever shuts down.
//! Breaks: "until the `Runner` is dropped"
//! Rejected by: what_is_left_ends_with_its_own_runner
//! Told: still alive

use std::sync::OnceLock;

use thiserror::Error;
use tokio::runtime::{Handle, Runtime};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

pub struct Runner {
    runtime: &'static Runtime,
}

impl Runner {
    pub fn new() -> std::io::Result<Self> {
        if RUNTIME.get().is_none() {
            // Another thread may have been quicker: then this one is not needed.
            let _ = RUNTIME.set(Runtime::new()?);
        }
        let runtime = RUNTIME.get().ok_or(std::io::ErrorKind::Other)?;
        Ok(Runner { runtime })
    }

    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        if Handle::try_current().is_ok() {
            return Err(CallError::InsideRuntime);
        }
        Ok(self.runtime.block_on(work))
    }
}
