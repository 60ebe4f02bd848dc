//! Mistake: blocks on the handle of the runtime that it is called in.
//! Breaks: "It must not panic, as `block_on` does there"
//! Rejected by: inside_a_runtime_it_is_an_error
//! Told: Cannot start a runtime from within a runtime

use std::io;

use thiserror::Error;
use tokio::runtime::{Builder, Handle};

#[derive(Debug, Error)]
pub enum RunError {
    #[error("a runtime is running on this thread already: await the future instead")]
    InsideRuntime,
    #[error("the runtime could not be built")]
    Build(#[from] io::Error),
}

pub fn run_to_completion<F: Future>(future: F) -> Result<F::Output, RunError> {
    if let Ok(runtime) = Handle::try_current() {
        return Ok(runtime.block_on(future));
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(future))
}
