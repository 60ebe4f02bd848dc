//! Mistake: runs the releases with `then`, which, dropped in the middle, lets go of those that wait
//! before the one that runs.
//! Breaks: "are dropped then and there, last in, first out too"
//! Rejected by: dropped_in_the_middle_it_lets_go_in_reverse
//! Told: those that waited were let go before it

use std::collections::VecDeque;

use futures::future::BoxFuture;
use futures::stream::{self, StreamExt};
use thiserror::Error;
#[derive(Clone, Debug, Error, PartialEq)]
#[error("body: {body:?}, releases: {releases:?}")]
pub struct ExitError<E> {
    pub body: Option<E>,
    pub releases: Vec<E>,
}
pub struct ExitStack<E> {
    releases: VecDeque<BoxFuture<'static, Result<(), E>>>,
}

impl<E> ExitStack<E> {
    pub fn push(&mut self, release: impl Future<Output = Result<(), E>> + Send + 'static) {
        self.releases.push_front(Box::pin(release));
    }
}
pub async fn with_stack<T, E>(
    body: impl AsyncFnOnce(&mut ExitStack<E>) -> Result<T, E>,
) -> Result<T, ExitError<E>> {
    let mut stack = ExitStack {
        releases: VecDeque::new(),
    };
    let outcome = body(&mut stack).await;
    let releases: Vec<E> = stream::iter(stack.releases)
        .then(|release| release)
        .filter_map(async |released| released.err())
        .collect()
        .await;
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
