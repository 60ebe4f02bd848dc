//! Mistake: calls `release` without awaiting it: the future is made and dropped, and nothing
//! happens.
//! Breaks: "then awaits release"
//! Rejected by: acquires_uses_and_releases_in_turn, released_after_an_error_too
//! Told: `release` was never started

pub trait Resource {
    type Error;
    fn acquire(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
    fn release(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
}

pub async fn with_resource<R: Resource, T>(
    mut resource: R,
    body: impl AsyncFnOnce(&mut R) -> Result<T, R::Error>,
) -> Result<T, R::Error> {
    resource.acquire().await?;
    let outcome = body(&mut resource).await;
    let _ = resource.release();
    outcome
}
