//! Mistake: leaves with `?` when the body fails.
//! Breaks: "the release still runs, then Body"
//! Breaks: "BodyAndRelease, with both errors"
//! Rejected by: a_failing_body_is_followed_by_the_release, both_errors_are_kept
//! Told: it stopped at the first failure

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
    let value = body(resource).await.map_err(WithError::Body)?;
    release.await.map_err(WithError::Release)?;
    Ok(value)
}
