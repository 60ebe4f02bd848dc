//! Mistake: runs the releases from an iterator that goes backwards, which drops what it has not given
//! from the first to the last all the same.
//! Breaks: "Those that have not ended are dropped then and there, last in, first out too."
//! Rejected by: dropped_in_the_middle_it_lets_go_in_reverse
//! Told: and then those that waited, from the first opened to the last

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
        while self.releases.pop().is_some() {}
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
    for release in std::mem::take(&mut stack.releases).into_iter().rev() {
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
