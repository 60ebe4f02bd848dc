//! Instead of statements in a row, combinators: the release is mapped over what the body gave.

use futures::future::FutureExt;

/// Something that takes time to get and time to give back.
pub trait Resource {
    /// What can go wrong with it.
    type Error;

    /// Gets hold of it: `__aenter__`.
    fn acquire(&mut self) -> impl Future<Output = Result<(), Self::Error>>;

    /// Gives it back: `__aexit__`.
    fn release(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
}

/// Acquires the resource, runs the body with it, and releases it, whatever the body gave.
///
/// # Errors
/// The first error of acquire, body and release.
pub async fn with_resource<R: Resource, T>(
    mut resource: R,
    body: impl AsyncFnOnce(&mut R) -> Result<T, R::Error>,
) -> Result<T, R::Error> {
    resource.acquire().await?;
    let outcome = body(&mut resource).await;
    resource
        .release()
        .map(|released| match (outcome, released) {
            (Ok(value), Ok(())) => Ok(value),
            (Err(error), _) | (Ok(_), Err(error)) => Err(error),
        })
        .await
}
