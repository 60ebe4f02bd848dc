//! Mistake: reports the failed body, and forgets that the release failed too.
//! Breaks: "BodyAndRelease, with both errors"
//! Breaks: "or both where two failed"
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
    let released = release.await;
    let value = outcome.map_err(WithError::Body)?;
    released.map_err(WithError::Release)?;
    Ok(value)
}
