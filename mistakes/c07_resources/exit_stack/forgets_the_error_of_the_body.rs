//! Mistake: reports the releases that failed, and the body only when there are none.
//! Breaks: "the body's error, if any"
//! Breaks: "Everything that failed: the body, releases, or both."
//! Rejected by: all_errors_are_kept
//! Told: the body failed, and a release failed after it

use futures::future::BoxFuture;
use thiserror::Error;

#[derive(Clone, Debug, Error, PartialEq)]
#[error("body: {body:?}, releases: {releases:?}")]
pub struct ExitError<E> {
    pub body: Option<E>,
    pub releases: Vec<E>,
}

pub struct ExitStack<E> {
    releases: Vec<BoxFuture<'static, Result<(), E>>>,
}

impl<E> ExitStack<E> {
    pub fn push(&mut self, release: impl Future<Output = Result<(), E>> + Send + 'static) {
        self.releases.push(Box::pin(release));
    }
}

impl<E> Drop for ExitStack<E> {
    fn drop(&mut self) {
        while let Some(release) = self.releases.pop() {
            drop(release);
        }
    }
}

pub async fn with_stack<T, E>(
    body: impl AsyncFnOnce(&mut ExitStack<E>) -> Result<T, E>,
) -> Result<T, ExitError<E>> {
    let mut stack = ExitStack {
        releases: Vec::new(),
    };
    let outcome = body(&mut stack).await;
    let mut failed = Vec::new();
    while let Some(release) = stack.releases.pop() {
        if let Err(error) = release.await {
            failed.push(error);
        }
    }
    if !failed.is_empty() {
        return Err(ExitError {
            body: None,
            releases: failed,
        });
    }
    outcome.map_err(|error| ExitError {
        body: Some(error),
        releases: Vec::new(),
    })
}
