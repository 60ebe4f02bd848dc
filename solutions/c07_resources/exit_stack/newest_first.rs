//! Instead of a `Vec` and a `Drop` of its own, a deque with the newest release in front: the
//! order of running is the order of dropping.

use std::collections::VecDeque;

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

/// Releases that are still to be run, the newest in front.
pub struct ExitStack<E> {
    releases: VecDeque<BoxFuture<'static, Result<(), E>>>,
}

impl<E> ExitStack<E> {
    /// Puts a release on top. It runs when the body is done, before all that were pushed earlier.
    pub fn push(&mut self, release: impl Future<Output = Result<(), E>> + Send + 'static) {
        self.releases.push_front(Box::pin(release));
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
        releases: VecDeque::new(),
    };
    let outcome = body(&mut stack).await;
    let mut releases = Vec::new();
    while let Some(release) = stack.releases.pop_front() {
        releases.extend(release.await.err());
    }
    match (outcome, releases.is_empty()) {
        (Ok(value), true) => Ok(value),
        (Ok(_), false) => Err(ExitError {
            body: None,
            releases,
        }),
        (Err(error), _) => Err(ExitError {
            body: Some(error),
            releases,
        }),
    }
}
