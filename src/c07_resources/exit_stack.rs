//! # exit_stack: any number of resources, released in reverse
//!
//! Why: two resources are two scopes, one in the other. Ten of them, or as many as a list is
//! long, are not. They are opened one by one, each may need those before it, and any of them may
//! fail to open. So whoever opens something pushes what will release it onto a stack.
//!
//! Build: [`with_stack`] runs the body with an empty [`ExitStack`], and when the body is done, well
//! or not, it runs the releases that were pushed: one after another, last in, first out, each to
//! its end, however long it takes. The body's value comes back at the instant at which the last of
//! them ends.
//!
//! Bad input:
//! - A body that fails (with the third of three resources, say) does not keep the releases from
//!   running.
//! - A release that fails does not keep the others from running.
//! - Whatever failed comes back in [`ExitError`]: the body's error, if any, and those of the
//!   releases, in the order in which they happened.
//! - The body's value is given only when every release went well.
//! - A stack on which nothing was pushed adds nothing.
//! - A panic of the body goes on to the caller.
//!
//! When your future is dropped in the middle, no release begins any more. Those that have not
//! ended are dropped then and there, last in, first out too.
//!
//! Left open: what becomes of the releases after a panic, of the body or of one of them.
//!
//! Good to know: what the stack is made of is up to you: change its fields as you like. A release
//! that is dropped may hold what was opened, and that may depend on what was opened before. (A
//! `Vec` drops its items from the first to the last.) A release has to be `'static`, because it
//! waits in a box until the end and so must own what it works on, and `Send`, so that whoever uses a
//! stack can be spawned.
//!
//! In asyncio this is `AsyncExitStack`; `push` is its `push_async_callback`.
//!
//! Rule of thumb: push the release on the very line after the open, before anything else can
//! fail.

use futures::future::BoxFuture;
use thiserror::Error;

/// What went wrong in a scope with a stack.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("body: {body:?}, releases: {releases:?}")]
pub struct ExitError<E> {
    /// The body's error, if it failed.
    pub body: Option<E>,
    /// The errors of releases, in the order in which they happened.
    pub releases: Vec<E>,
}

/// Releases that are still to be run.
pub struct ExitStack<E> {
    releases: Vec<BoxFuture<'static, Result<(), E>>>,
}

impl<E> ExitStack<E> {
    /// Puts a release on top. It runs when the body is done, before all that were pushed earlier.
    pub fn push(&mut self, release: impl Future<Output = Result<(), E>> + Send + 'static) {
        todo!("put this on top of the others", with self.releases, release)
    }
}

/// Runs the body with an empty stack, and then what it has pushed, last in, first out.
///
/// # Errors
/// Everything that failed: the body, releases, or both.
pub async fn with_stack<T, E>(
    body: impl AsyncFnOnce(&mut ExitStack<E>) -> Result<T, E>,
) -> Result<T, ExitError<E>> {
    todo!("run the body with a stack, then what is on the stack", with body)
}
