//! Mistake: keeps one runtime for all runners, and shuts it down when any of them is dropped.
//! Breaks: "One `Runner` knows nothing of another"
//! Rejected by: what_is_left_ends_with_its_own_runner
//! Told: runner

use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use tokio::runtime::{Builder, Handle, Runtime};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

static RUNTIME: Mutex<Option<Arc<Runtime>>> = Mutex::new(None);

pub struct Runner;

impl Runner {
    pub fn new() -> std::io::Result<Self> {
        let mut shared = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.is_none() {
            let mut builder = Builder::new_multi_thread();
            let runtime = builder.worker_threads(1).enable_all().build()?;
            *shared = Some(Arc::new(runtime));
        }
        Ok(Runner)
    }

    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        if Handle::try_current().is_ok() {
            return Err(CallError::InsideRuntime);
        }
        let runtime = RUNTIME
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Ok(runtime.expect("the runner has a runtime").block_on(work))
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        *RUNTIME.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
