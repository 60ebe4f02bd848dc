//! # current_loop: find the runtime from anywhere
//!
//! Why: a plain function that is called from async code sometimes has to start async work, and has
//! no `.await`. It needs the runtime that is running on its thread. A plain thread has none: it can
//! start work only with a handle that somebody gave it.
//!
//! Build: [`current_loop`] finds the runtime that is running on the calling thread, of whichever
//! flavour, and gives a [`RunningLoop`]. A thread of `spawn_blocking` counts: its runtime is found
//! there too. The method [`start`](RunningLoop::start) starts work as a task of *that* runtime, from
//! whatever thread it is called: async code of this runtime or of another one, or a plain thread that
//! was given the `RunningLoop`. It gives the task's `JoinHandle` at once: it does not run any of the
//! work itself, and does not wait until the runtime gets to it.
//!
//! Bad input: on a thread where no runtime is running, `current_loop` gives [`NoRunningLoop`]. It
//! does not panic, does not build a runtime, and does not remember one from before.
//!
//! Left open: what `start` does when its runtime has ended.
//!
//! Good to know: the work is `Send + 'static`, since the runtime may run it on any of its threads, and
//! for as long as it takes.
//!
//! In asyncio these are `get_running_loop`, which raises where there is none, and
//! `run_coroutine_threadsafe` for other threads. A tokio handle may be used from any thread.
//!
//! Rule of thumb: plain code that starts tasks asks for a handle; it does not look for one.

use thiserror::Error;
use tokio::task::JoinHandle;

/// No runtime is running on this thread.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no runtime is running on this thread")]
pub struct NoRunningLoop;

/// A running runtime, to start work on. It may be cloned, and go to other threads.
#[derive(Clone, Debug)]
pub struct RunningLoop {
    // The fields are yours to choose.
}

/// Finds the runtime that is running on this thread.
///
/// # Errors
/// [`NoRunningLoop`] if there is none.
pub fn current_loop() -> Result<RunningLoop, NoRunningLoop> {
    todo!("which runtime is running here, if any?")
}

impl RunningLoop {
    /// Starts the work as a task of this runtime, from any thread, and returns at once.
    pub fn start<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        todo!("start the work on this runtime", with self, work)
    }
}
