//! Mistake: catches the panic of the body, releases, and tells only of the release if that fails.
//! Breaks: "A panic of the body goes on to the caller."
//! Rejected by: a_panic_goes_on_whatever_becomes_of_the_release
//! Told: instead of the panic the caller got

use std::panic::{AssertUnwindSafe, resume_unwind};

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

pub async fn with<R, T, E>(
    acquire: impl Future<Output = Result<R, E>>,
    body: impl AsyncFnOnce(R) -> Result<T, E>,
    release: impl Future<Output = Result<(), E>>,
) -> Result<T, WithError<E>> {
    let resource = acquire.await.map_err(WithError::Acquire)?;
    let outcome = AssertUnwindSafe(async { body(resource).await })
        .catch_unwind()
        .await;
    let released = release.await;
    match (outcome, released) {
        (Ok(Ok(value)), Ok(())) => Ok(value),
        (Ok(Err(error)), Ok(())) => Err(WithError::Body(error)),
        (Ok(Err(body)), Err(release)) => Err(WithError::BodyAndRelease { body, release }),
        (_, Err(error)) => Err(WithError::Release(error)),
        (Err(panic), Ok(())) => resume_unwind(panic),
    }
}
