//! Instead of one thread, a runtime with workers, dropped by name: that waits for its threads.

use std::io;

use thiserror::Error;
use tokio::runtime::{Handle, Runtime};

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
    if Handle::try_current().is_ok() {
        return Err(RunError::InsideRuntime);
    }
    let runtime = Runtime::new()?;
    let output = runtime.block_on(future);
    drop(runtime);
    Ok(output)
}
