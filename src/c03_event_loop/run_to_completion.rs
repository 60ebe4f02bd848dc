//! # run_to_completion: from plain code into async code
//!
//! Why: `main` is a plain function, and a future runs only while somebody polls it. That somebody
//! is a runtime. Rust has none built in: you build one, hand it a future, and stand still until the
//! future is done.
//!
//! Build: [`run_to_completion`] builds a tokio runtime of either flavour, runs the future on it to
//! its end, and gives its output. Timers, sockets and `tokio::spawn` work inside the future. Tasks
//! that the future has started and not awaited are cancelled, whatever they are doing, and what they
//! held is released before the function returns. It can be called again and again, also after a future
//! that panicked, and by several threads at once.
//!
//! Bad input: called on a thread where a runtime is already running, that is, where
//! `Handle::try_current` finds one, it gives [`RunError::InsideRuntime`], and the future is not
//! started. It must not panic, as `block_on` does there.
//!
//! Left open: what becomes of work on `spawn_blocking` that has begun. And what happens when the system
//! cannot give what a runtime needs: [`RunError::Build`] is for the error that you get then, but a
//! runtime with threads of its own panics where there is no thread left.
//!
//! Good to know: the future need not be `Send` or `'static`. It is polled on the calling thread, and
//! is gone before the call returns.
//!
//! In asyncio this is `asyncio.run`, which refuses to run inside a running loop too. `#[tokio::main]`
//! writes this code for you around `main`.
//!
//! Rule of thumb: one runtime a program, built at its edge. Inside it, `.await`.

use std::io;

use thiserror::Error;

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
    todo!("build a runtime and run the future on it", with future)
}
