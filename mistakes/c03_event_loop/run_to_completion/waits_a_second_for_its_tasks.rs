//! Mistake: gives the tasks that are left a second, and returns while some still hold something.
//! Breaks: "is released before the function returns"
//! Rejected by: tasks_left_over_are_gone_when_it_returns
//! Told: the runtime has to be shut down, and that awaited

use std::io;
use std::time::Duration;

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
    let runtime = Runtime::new()?;
    let output = runtime.block_on(future);
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(output)
}
