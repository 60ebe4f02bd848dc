//! The body's result is kept, not opened: between acquire and release nothing returns early.

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
    // No `?` here: an error has to wait until the resource is released.
    let outcome = body(&mut resource).await;
    let released = resource.release().await;
    // Opened in this order, the body's error wins over the release's.
    let value = outcome?;
    released?;
    Ok(value)
}
