//! Mistake: leaves it to the `Vec` to drop what has not run: it drops the oldest first.
//! Breaks: "are dropped then and there, last in, first out too"
//! Rejected by: dropped_in_the_middle_it_lets_go_in_reverse
//! Told: dropped in the body, and its resources were let go from the first opened

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
    match outcome {
        Ok(value) if failed.is_empty() => Ok(value),
        outcome => Err(ExitError {
            body: outcome.err(),
            releases: failed,
        }),
    }
}
