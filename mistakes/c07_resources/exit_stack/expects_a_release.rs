//! Mistake: takes the first release for granted.
//! Breaks: "A stack on which nothing was pushed adds nothing."
//! Rejected by: a_stack_without_releases_adds_nothing
//! Told: your code panicked

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
    let mut release = stack.releases.pop().expect("something was pushed");
    loop {
        if let Err(error) = release.await {
            failed.push(error);
        }
        match stack.releases.pop() {
            Some(next) => release = next,
            None => break,
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
