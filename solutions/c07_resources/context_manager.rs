//! Only a failed acquire returns early. From there on both outcomes are kept, and a `match` over
//! the two of them has to name every case.

use thiserror::Error;

/// What went wrong, and where.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum WithError<E> {
    /// Nothing was acquired, so nothing was used or released.
    #[error("could not acquire")]
    Acquire(#[source] E),
    /// The body failed; the release went well.
    #[error("the body failed")]
    Body(#[source] E),
    /// The body went well; the release failed.
    #[error("could not release")]
    Release(#[source] E),
    /// Both failed.
    #[error("the body failed, and then the release failed too: {release}")]
    BodyAndRelease {
        /// The body's error.
        #[source]
        body: E,
        /// The release's error.
        release: E,
    },
}

/// Acquires, runs the body with what was acquired, and releases, whatever the body gave.
///
/// # Errors
/// The error of the step that failed, or both where two failed.
pub async fn with<R, T, E>(
    acquire: impl Future<Output = Result<R, E>>,
    body: impl AsyncFnOnce(R) -> Result<T, E>,
    release: impl Future<Output = Result<(), E>>,
) -> Result<T, WithError<E>> {
    let resource = acquire.await.map_err(WithError::Acquire)?;
    let outcome = body(resource).await;
    // Lazy until here: the release was only described when the caller handed it over.
    match (outcome, release.await) {
        (Ok(value), Ok(())) => Ok(value),
        (Err(error), Ok(())) => Err(WithError::Body(error)),
        (Ok(_), Err(error)) => Err(WithError::Release(error)),
        (Err(body), Err(release)) => Err(WithError::BodyAndRelease { body, release }),
    }
}
