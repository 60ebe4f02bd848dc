//! Mistake: catches the panic of the body and panics with a text of its own.
//! Breaks: "A panic of the body goes on to the caller."
//! Rejected by: a_panic_of_the_body_goes_on_to_the_caller
//! Told: another panic came out of your function

use std::panic::AssertUnwindSafe;

use futures::future::{BoxFuture, FutureExt};
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
    let outcome = AssertUnwindSafe(async { body(&mut stack).await })
        .catch_unwind()
        .await;
    let mut failed = Vec::new();
    while let Some(release) = stack.releases.pop() {
        if let Err(error) = release.await {
            failed.push(error);
        }
    }
    let outcome = outcome.unwrap_or_else(|_| panic!("the body panicked"));
    match outcome {
        Ok(value) if failed.is_empty() => Ok(value),
        outcome => Err(ExitError {
            body: outcome.err(),
            releases: failed,
        }),
    }
}
