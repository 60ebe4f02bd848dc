//! Mistake: gives up on a release that takes longer than a minute.
//! Breaks: "each to its end, however long it takes"
//! Rejected by: a_release_of_a_year_is_awaited_too
//! Told: should be awaited however long it takes

use std::time::Duration;

use futures::future::BoxFuture;
use thiserror::Error;
use tokio::time::timeout;

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
        if let Ok(Err(error)) = timeout(Duration::from_secs(60), release).await {
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
