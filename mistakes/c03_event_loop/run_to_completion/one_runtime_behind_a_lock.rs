//! Mistake: keeps one runtime for all, behind a lock that is held while a future runs.
//! Breaks: "by several threads at once"
//! Rejected by: many_threads_run_futures_at_once
//! Told: some had to wait until others were done

use std::io;
use std::sync::{Mutex, PoisonError};

use thiserror::Error;
use tokio::runtime::{Handle, Runtime};

#[derive(Debug, Error)]
pub enum RunError {
    #[error("a runtime is running on this thread already: await the future instead")]
    InsideRuntime,
    #[error("the runtime could not be built")]
    Build(#[from] io::Error),
}

pub fn run_to_completion<F: Future>(future: F) -> Result<F::Output, RunError> {
    if Handle::try_current().is_ok() {
        return Err(RunError::InsideRuntime);
    }

    static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);
    let mut kept = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = kept.insert(Runtime::new()?);
    Ok(runtime.block_on(future))
}
