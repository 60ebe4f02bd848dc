//! Mistake: lets the tasks that are left come to their end instead of cancelling them.
//! Breaks: "are cancelled, whatever they are doing"
//! Rejected by: tasks_that_never_rest_are_gone_when_it_returns
//! Told: had not come back after 4s

use std::io;

use thiserror::Error;
use tokio::runtime::{Builder, Handle};
use tokio::task::yield_now;

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
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let output = runtime.block_on(future);
    while runtime.metrics().num_alive_tasks() > 0 {
        runtime.block_on(yield_now());
    }
    Ok(output)
}
