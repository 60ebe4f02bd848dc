//! Mistake: leaks the runtime, so that its tasks never end.
//! Breaks: "what they held is released before the function returns"
//! Rejected by: tasks_left_over_are_gone_when_it_returns
//! Told: the runtime has to be shut down

use std::io;

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

    let runtime = Box::leak(Box::new(Runtime::new()?));
    Ok(runtime.block_on(future))
}
