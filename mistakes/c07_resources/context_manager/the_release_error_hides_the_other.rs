//! Mistake: reports a failed release at once, and forgets that the body had failed.
//! Breaks: "BodyAndRelease, with both errors"
//! Rejected by: both_errors_are_kept
//! Told: an error was lost

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
    let resource = acquire.await.map_err(WithError::Acquire)?;
    let outcome = body(resource).await;
    release.await.map_err(WithError::Release)?;
    outcome.map_err(WithError::Body)
}
