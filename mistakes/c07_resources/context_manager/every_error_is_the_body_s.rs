//! Mistake: puts acquire and body into one block and takes every error of it for the body's.
//! Breaks: "neither body nor release runs"
//! Rejected by: a_failed_acquire_runs_neither_body_nor_release
//! Told: carried on after an error

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

pub async fn with<R, T, E>(
    acquire: impl Future<Output = Result<R, E>>,
    body: impl AsyncFnOnce(R) -> Result<T, E>,
    release: impl Future<Output = Result<(), E>>,
) -> Result<T, WithError<E>> {
    let outcome = async { body(acquire.await?).await }.await;
    let released = release.await;
    match (outcome, released) {
        (Ok(value), Ok(())) => Ok(value),
        (Err(error), Ok(())) => Err(WithError::Body(error)),
        (Ok(_), Err(error)) => Err(WithError::Release(error)),
        (Err(body), Err(release)) => Err(WithError::BodyAndRelease { body, release }),
    }
}
