//! Instead of a `Vec`, a chain: each release holds those that were pushed before it, and so is
//! dropped before them.

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
    newest: Option<Box<Link<E>>>,
}

/// The order of the fields is the order in which they are dropped.
struct Link<E> {
    release: BoxFuture<'static, Result<(), E>>,
    older: Option<Box<Link<E>>>,
}

impl<E> ExitStack<E> {
    /// Puts a release on top. It runs when the body is done, before all that were pushed earlier.
    pub fn push(&mut self, release: impl Future<Output = Result<(), E>> + Send + 'static) {
        self.newest = Some(Box::new(Link {
            release: Box::pin(release),
            older: self.newest.take(),
        }));
    }
}

/// Runs the body with an empty stack, and then what it has pushed, last in, first out.
///
/// # Errors
/// Everything that failed: the body, releases, or both.
pub async fn with_stack<T, E>(
    body: impl AsyncFnOnce(&mut ExitStack<E>) -> Result<T, E>,
) -> Result<T, ExitError<E>> {
    let mut stack = ExitStack { newest: None };
    let outcome = body(&mut stack).await;
    let mut releases = Vec::new();
    while let Some(mut link) = stack.newest.take() {
        releases.extend(link.release.as_mut().await.err());
        stack.newest = link.older.take();
    }
    match outcome {
        Ok(value) if releases.is_empty() => Ok(value),
        outcome => Err(ExitError {
            body: outcome.err(),
            releases,
        }),
    }
}
