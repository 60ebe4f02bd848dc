//! Mistake: waits a moment before the release, to let the body settle.
//! Breaks: "The body's value comes back at the instant the release ends."
//! Rejected by: whatever_each_step_takes_and_gives
//! Told: when what comes before it has ended

use std::time::Duration;

use thiserror::Error;
use tokio::time::sleep;

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
    sleep(Duration::from_millis(100)).await;
    let released = release.await;
    match (outcome, released) {
        (Ok(value), Ok(())) => Ok(value),
        (Err(error), Ok(())) => Err(WithError::Body(error)),
        (Ok(_), Err(error)) => Err(WithError::Release(error)),
        (Err(body), Err(release)) => Err(WithError::BodyAndRelease { body, release }),
    }
}
