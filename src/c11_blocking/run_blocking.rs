//! # run_blocking: work that would hold the thread
//!
//! Why: an old library, a long computation, a file of `std::fs`: such calls come back when they are
//! done, and until then the thread stands still. If it is a thread of the runtime, so does every
//! task on it. Such work belongs on a thread where nobody else waits.
//!
//! Build: [`run_blocking`] runs the work on another thread, waits for it as a future does, however
//! long that takes, and gives what the work gives.
//! - The runtime stays free for all its other tasks, and the caller for all else that it waits for,
//!   from the first moment of the work to its last, on a runtime of one thread as well as on one of
//!   many.
//! - Several works at once do not wait for each other, be it a hundred.
//! - Who waits is woken when the work is done, and does not look now and then.
//! - If the caller drops the future while the work is running, nobody waits any more, not even the
//!   drop, and the work goes on to its end.
//!
//! Bad input: work that panics is [`BlockingError::Panicked`] with the panic's message as it is, be it
//! a `&'static str` or a `String`. For a value of any other type it is `no message`. Work that will
//! never begin, because the runtime has shut down, is [`BlockingError::ShutDown`].
//!
//! Left open: whether work still begins when its future has been dropped before; whether it still
//! begins when the runtime has shut down, if it has a thread that is not the runtime's; what happens
//! where there is no runtime.
//!
//! Good to know: work and result are `Send + 'static`, for they go to another thread, which may
//! outlive the caller.
//!
//! In asyncio, this is `to_thread`, or `run_in_executor`.
//!
//! Rule of thumb: giving way *before* a blocking call does not help. What counts is which thread is
//! held *during* it.

use thiserror::Error;

/// Why the work gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BlockingError {
    /// It panicked with this message.
    #[error("the blocking work panicked: {0}")]
    Panicked(String),
    /// It never began.
    #[error("the runtime shut down before the blocking work began")]
    ShutDown,
}

/// Runs the work where it may block, and gives what it gives.
///
/// # Errors
/// [`BlockingError`], if the work panicked or never began.
pub async fn run_blocking<T>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, BlockingError>
where
    T: Send + 'static,
{
    todo!("run the work on a thread that may block", with work)
}
