//! Mistake: keeps in mind that it is running, to know when it is called inside itself, and a future
//! that panics leaves it so.
//! Breaks: "also after a future that panicked"
//! Rejected by: it_can_be_called_again_after_a_panic
//! Told: something of the call that panicked was left behind

use std::cell::Cell;
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

thread_local! {
    static RUNS: Cell<bool> = const { Cell::new(false) };
}

pub fn run_to_completion<F: Future>(future: F) -> Result<F::Output, RunError> {
    if Handle::try_current().is_ok() || RUNS.get() {
        return Err(RunError::InsideRuntime);
    }
    RUNS.set(true);
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let output = runtime.block_on(future);
    drop(runtime);
    RUNS.set(false);
    Ok(output)
}
