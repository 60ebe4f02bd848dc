//! # context_manager: any acquire, any release
//!
//! Why: not every pair of "before" and "after" deserves a type with a trait. Often there are just
//! two pieces of async code, and work to be done in between: make a folder and remove it,
//! subscribe and unsubscribe, lock and unlock.
//!
//! Build: [`with`] awaits `acquire`, hands what it gave to `body`, and awaits `release` when the
//! body is done, one after another and each to its end, however long it takes. The body's value
//! comes back at the instant the release ends.
//!
//! Bad input: every error says where it happened, in [`WithError`]:
//! - `acquire` fails: `Acquire`, at that instant; neither body nor release runs.
//! - The body fails: the release still runs, then `Body`.
//! - Only the release fails: `Release`.
//! - Body and release both fail: `BodyAndRelease`, with both errors.
//! - A panic of the body goes on to the caller.
//!
//! When your future is dropped in the middle, what was running is dropped then and there, and
//! nothing more begins.
//!
//! Left open: whether the release runs after a panic of the body.
//!
//! Good to know: whatever `acquire` gives will do. It need not be `Clone`, `Send` or `'static`.
//!
//! In asyncio, `@asynccontextmanager` makes this of a generator: what stands before its `yield`
//! is the acquire, what stands after it the release. In Rust the two are futures, and futures are
//! lazy: `release` is handed over at the beginning and does nothing until you await it.
//!
//! Rule of thumb: a future is a description of work. Pass it around first, and run it when its
//! time has come.

use thiserror::Error;

/// What went wrong, and where.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum WithError<E> {
    /// Nothing was acquired, so nothing was used or released.
    #[error("could not acquire")]
    Acquire(#[source] E),
    /// The body failed; the release went well.
    #[error("the body failed")]
    Body(#[source] E),
    /// The body went well; the release failed.
    #[error("could not release")]
    Release(#[source] E),
    /// Both failed.
    #[error("the body failed, and then the release failed too: {release}")]
    BodyAndRelease {
        /// The body's error.
        #[source]
        body: E,
        /// The release's error.
        release: E,
    },
}

/// Acquires, runs the body with what was acquired, and releases, whatever the body gave.
///
/// # Errors
/// The error of the step that failed, or both where two failed.
pub async fn with<R, T, E>(
    acquire: impl Future<Output = Result<R, E>>,
    body: impl AsyncFnOnce(R) -> Result<T, E>,
    release: impl Future<Output = Result<(), E>>,
) -> Result<T, WithError<E>> {
    todo!("one after the other, and the last one always", with acquire, body, release)
}
