//! Mistake: tries to block, and takes the panic of `block_on` for the answer. Where `block_on` is
//! allowed, as on a thread of `spawn_blocking`, it runs the future.
//! Breaks: "it gives [`RunError::InsideRuntime`], and the future is not started"
//! Breaks: "The future is not started then"
//! Rejected by: wherever_a_runtime_is_found_it_is_an_error
//! Told: and the future was started

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use thiserror::Error;
use tokio::runtime::Builder;

#[derive(Debug, Error)]
pub enum RunError {
    #[error("a runtime is running on this thread already: await the future instead")]
    InsideRuntime,
    #[error("the runtime could not be built")]
    Build(#[from] io::Error),
}

pub fn run_to_completion<F: Future>(future: F) -> Result<F::Output, RunError> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    match catch_unwind(AssertUnwindSafe(|| runtime.block_on(future))) {
        Ok(output) => Ok(output),
        Err(_) => {
            runtime.shutdown_background();
            Err(RunError::InsideRuntime)
        }
    }
}
