//! Mistake: builds a runtime for every call, and drops it with all its tasks at the end.
//! Breaks: "All calls share one runtime"
//! Breaks: "goes on when the call has returned, also while nobody is calling"
//! Breaks: "If the system cannot start a runtime"
//! Rejected by: what_a_call_has_started_goes_on_when_nobody_calls
//! Told: its runtime ended with the call

use thiserror::Error;
use tokio::runtime::{Handle, Runtime};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

pub struct Runner;

impl Runner {
    pub fn new() -> std::io::Result<Self> {
        Ok(Runner)
    }

    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        if Handle::try_current().is_ok() {
            return Err(CallError::InsideRuntime);
        }
        let runtime = Runtime::new().expect("the system can start a runtime");
        Ok(runtime.block_on(work))
    }
}
