//! Instead of `.await` in a row, one future made of combinators: `then` goes on after an error too.

use futures::future::{FutureExt, TryFutureExt};
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
    let body_and_release = |resource| {
        body(resource).then(|outcome| {
            release.map(|released| match released {
                Ok(()) => outcome.map_err(WithError::Body),
                Err(release) => Err(match outcome {
                    Ok(_) => WithError::Release(release),
                    Err(body) => WithError::BodyAndRelease { body, release },
                }),
            })
        })
    };
    acquire
        .map_err(WithError::Acquire)
        .and_then(body_and_release)
        .await
}
