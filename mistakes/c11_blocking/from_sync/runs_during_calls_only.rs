//! Mistake: takes a current-thread runtime, which stands still when nobody is inside `block_on`.
//! Breaks: "goes on when the call has returned, also while nobody is calling"
//! Rejected by: what_a_call_has_started_goes_on_when_nobody_calls
//! Told: something has to drive the runtime meanwhile

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
        let runtime = Builder::new_current_thread().enable_all().build()?;
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
