//! Mistake: does not look where it is called: inside a runtime, `block_on` panics.
//! Breaks: "wherever `Handle::try_current` finds one, the call is [`CallError::InsideRuntime`]"
//! Breaks: "[`CallError::InsideRuntime`]."
//! Rejected by: inside_a_runtime_it_is_an_error, where_a_runtime_was_entered_it_is_an_error
//! Told: untime

use thiserror::Error;
use tokio::runtime::{Builder, Runtime};

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
        Ok(self.runtime.block_on(work))
    }
}
