//! Mistake: catches the panic of the body and panics with a text of its own.
//! Breaks: "A panic of the body goes on to the caller."
//! Rejected by: a_panic_of_the_body_goes_on_to_the_caller
//! Told: another panic came out of your function

use std::panic::AssertUnwindSafe;

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
    let outcome = AssertUnwindSafe(body(resource)).catch_unwind().await;
    let released = release.await;
    let outcome = outcome.unwrap_or_else(|_| panic!("the body panicked"));
    match (outcome, released) {
        (Ok(value), Ok(())) => Ok(value),
        (Err(error), Ok(())) => Err(WithError::Body(error)),
        (Ok(_), Err(error)) => Err(WithError::Release(error)),
        (Err(body), Err(release)) => Err(WithError::BodyAndRelease { body, release }),
    }
}
