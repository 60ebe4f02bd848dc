//! Mistake: leaves with the error of the body, and the stack goes unused.
//! Breaks: "does not keep the releases from running"
//! Rejected by: the_third_fails_to_open_and_two_are_closed
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
    let value = match body(&mut stack).await {
        Ok(value) => value,
        Err(error) => {
            return Err(ExitError {
                body: Some(error),
                releases: Vec::new(),
            });
        }
    };
    let outcome = Ok(value);
    let mut failed = Vec::new();
    while let Some(release) = stack.releases.pop() {
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
