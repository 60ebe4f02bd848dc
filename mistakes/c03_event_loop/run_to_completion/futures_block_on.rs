//! Mistake: takes `block_on` from the crate `futures`, which polls and is no tokio runtime.
//! Breaks: "builds a tokio runtime"
//! Rejected by: it_gives_what_the_future_gives
//! Told: where no runtime of tokio is running

use std::io;

use thiserror::Error;
use tokio::runtime::Handle;

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

    Ok(futures::executor::block_on(future))
}
