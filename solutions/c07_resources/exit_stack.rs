//! A `Vec` used as a stack: whoever takes from its end takes last in, first out, be it to run the
//! releases or to drop them.

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
        self.releases.push(Box::pin(release));
    }
}

/// Cancelled before its end, it lets go in reverse too: left to itself, a `Vec` would not.
impl<E> Drop for ExitStack<E> {
    fn drop(&mut self) {
        while self.releases.pop().is_some() {}
    }
}

/// Runs the body with an empty stack, and then what it has pushed, last in, first out.
///
/// # Errors
/// Everything that failed: the body, releases, or both.
pub async fn with_stack<T, E>(
    body: impl AsyncFnOnce(&mut ExitStack<E>) -> Result<T, E>,
) -> Result<T, ExitError<E>> {
    let mut stack = ExitStack {
        releases: Vec::new(),
    };
    let outcome = body(&mut stack).await;
    let mut failed = Vec::new();
    while let Some(release) = stack.releases.pop() {
        // Kept for later: the other releases run in any case.
        if let Err(error) = release.await {
            failed.push(error);
        }
    }
    match outcome {
        Ok(value) if failed.is_empty() => Ok(value),
        outcome => Err(ExitError {
            body: outcome.err(),
            releases: failed,
        }),
    }
}
