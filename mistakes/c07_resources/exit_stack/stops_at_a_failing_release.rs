//! Mistake: leaves at the first release that fails.
//! Breaks: "A release that fails does not keep the others from running."
//! Rejected by: every_release_runs_though_some_fail
//! Told: it stopped at the first failure

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
    while let Some(release) = stack.releases.pop() {
        if let Err(error) = release.await {
            return Err(ExitError {
                body: outcome.err(),
                releases: vec![error],
            });
        }
    }
    outcome.map_err(|error| ExitError {
        body: Some(error),
        releases: Vec::new(),
    })
}
