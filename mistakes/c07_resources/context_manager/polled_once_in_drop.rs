//! Mistake: keeps the release in a guard that polls it once when it is dropped.
//! Breaks: "nothing more begins"
//! Rejected by: dropped_in_the_middle_it_lets_go_and_begins_nothing
//! Told: and release began after that

use std::pin::Pin;

use futures::future::FutureExt;
use thiserror::Error;

#[derive(Clone, Debug, Error, PartialEq)]
pub enum WithError<E> {
    #[error("could not acquire")]
    Acquire(#[source] E),
    #[error("the body failed")]
    Body(#[source] E),
    #[error("could not release")]
    Release(#[source] E),
    #[error("the body failed, and then the release failed too: {release}")]
    BodyAndRelease {
        #[source]
        body: E,
        release: E,
    },
}

struct Guard<F: Future>(Option<Pin<Box<F>>>);

impl<F: Future> Drop for Guard<F> {
    fn drop(&mut self) {
        if let Some(release) = self.0.take() {
            let _ = release.now_or_never();
        }
    }
}

pub async fn with<R, T, E>(
    acquire: impl Future<Output = Result<R, E>>,
    body: impl AsyncFnOnce(R) -> Result<T, E>,
    release: impl Future<Output = Result<(), E>>,
) -> Result<T, WithError<E>> {
    let resource = acquire.await.map_err(WithError::Acquire)?;
    let mut guard = Guard(Some(Box::pin(release)));
    let outcome = body(resource).await;
    let released = match guard.0.take() {
        Some(release) => release.await,
        None => Ok(()),
    };
    match (outcome, released) {
        (Ok(value), Ok(())) => Ok(value),
        (Err(error), Ok(())) => Err(WithError::Body(error)),
        (Ok(_), Err(error)) => Err(WithError::Release(error)),
        (Err(body), Err(release)) => Err(WithError::BodyAndRelease { body, release }),
    }
}
