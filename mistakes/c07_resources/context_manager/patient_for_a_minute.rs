//! Mistake: gives up on a release that takes longer than a minute.
//! Breaks: "each to its end, however long it takes"
//! Rejected by: steps_of_a_year_are_awaited_too
//! Told: should be awaited to its end, however long it takes

use std::time::Duration;

use thiserror::Error;
use tokio::time::timeout;

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
    let released = timeout(Duration::from_secs(60), release)
        .await
        .unwrap_or(Ok(()));
    match (outcome, released) {
        (Ok(value), Ok(())) => Ok(value),
        (Err(error), Ok(())) => Err(WithError::Body(error)),
        (Ok(_), Err(error)) => Err(WithError::Release(error)),
        (Err(body), Err(release)) => Err(WithError::BodyAndRelease { body, release }),
    }
}
