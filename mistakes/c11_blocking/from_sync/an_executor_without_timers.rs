//! Mistake: waits with the executor of `futures`, which knows nothing of timers and I/O.
//! Breaks: "Timers and I/O work"
//! Breaks: "runs work on it, blocks until the work is done"
//! Rejected by: a_call_gives_what_the_work_gives
//! Told: there is no reactor running

use thiserror::Error;
use tokio::runtime::Handle;

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
        Ok(futures::executor::block_on(work))
    }
}
