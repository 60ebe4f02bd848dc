//! # from_sync: async code for callers that are not async
//!
//! Why: a library is async inside, and a part of its users is not: a command line tool, a callback
//! of an old framework, a test. They want to call a plain function and get a plain result.
//!
//! Build: a [`Runner`] owns a runtime, and [`call`](Runner::call) runs work on it, blocks until the
//! work is done, and gives what the work gives.
//! - Any number of threads that are not inside a runtime call at once, and their works run at the
//!   same time: one may wait for another.
//! - Timers and I/O work.
//! - All calls share one runtime. A task that a call has started with `tokio::spawn` goes on when
//!   the call has returned, also while nobody is calling, until the `Runner` is dropped.
//! - One `Runner` knows nothing of another.
//!
//! Bad input: inside a runtime, that is, wherever `Handle::try_current` finds one, the call is
//! [`CallError::InsideRuntime`], and the work is not begun. A panic of the work comes out of `call` as
//! a panic, and the `Runner` works on as before.
//!
//! Left open: whether works run on several cores or take turns on one; whether the drop of a
//! `Runner` waits for what is left. A `Runner` is never dropped inside a runtime.
//!
//! Good to know: blocking inside a runtime would stop the thread that other tasks need; tokio's own
//! answer is a panic. The work is `Send + 'static`, so that you may also hand it to a thread of the
//! runtime.
//!
//! In asyncio, `run` makes a loop a call, and cancels what is left over when it ends. That suits a
//! program that has one call. A library has many.
//!
//! Rule of thumb: one runtime for the whole life of the API, and someone who drives it all the time.

use thiserror::Error;

/// Why the work was not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    /// The caller is inside a runtime and should await the work there.
    #[error("called from inside a runtime: await the work instead")]
    InsideRuntime,
}

/// Runs async work for callers that are not async.
pub struct Runner {
    // What lives as long as the API?
}

impl Runner {
    /// Starts what the calls will need.
    ///
    /// # Errors
    /// If the system cannot start a runtime.
    pub fn new() -> std::io::Result<Self> {
        todo!("a runtime for all calls")
    }

    /// Runs the work, blocks until it is done, and gives what it gives.
    ///
    /// # Errors
    /// [`CallError::InsideRuntime`].
    pub fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, CallError> {
        todo!("run the work, and block until it is done", with work)
    }
}
