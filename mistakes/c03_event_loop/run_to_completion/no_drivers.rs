//! Mistake: builds a runtime without its drivers for time and sockets.
//! Breaks: "Timers, sockets and `tokio::spawn` work inside the future"
//! Rejected by: timers_work
//! Told: timers are disabled

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
    if Handle::try_current().is_ok() {
        return Err(RunError::InsideRuntime);
    }

    let runtime = Builder::new_current_thread().build()?;
    Ok(runtime.block_on(future))
}
