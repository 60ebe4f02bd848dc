//! Ask first whether a runtime is here already, then build one, and drop it before returning.

use std::io;

use thiserror::Error;
use tokio::runtime::{Builder, Handle};

/// Why a future was not run.
#[derive(Debug, Error)]
pub enum RunError {
    /// A runtime is running on this thread already.
    #[error("a runtime is running on this thread already: await the future instead")]
    InsideRuntime,
    /// The runtime could not be built.
    #[error("the runtime could not be built")]
    Build(#[from] io::Error),
}

/// Runs the future to its end on a runtime of its own, and gives its output.
///
/// # Errors
/// [`RunError::InsideRuntime`] where a runtime is running already, [`RunError::Build`] where none
/// can be built. The future is not started then.
pub fn run_to_completion<F: Future>(future: F) -> Result<F::Output, RunError> {
    // Before anything is built: a runtime may not even be dropped inside another.
    if Handle::try_current().is_ok() {
        return Err(RunError::InsideRuntime);
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    // Dropping the runtime, at the end of this function, drops the tasks that are left.
    Ok(runtime.block_on(future))
}
