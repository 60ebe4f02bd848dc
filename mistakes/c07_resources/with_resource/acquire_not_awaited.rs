//! Mistake: calls `acquire` without awaiting it, and uses what it never got.
//! Breaks: "awaits acquire, then runs body"
//! Rejected by: acquires_uses_and_releases_in_turn
//! Told: was never started

pub trait Resource {
    type Error;
    fn acquire(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
    fn release(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
}

pub async fn with_resource<R: Resource, T>(
    mut resource: R,
    body: impl AsyncFnOnce(&mut R) -> Result<T, R::Error>,
) -> Result<T, R::Error> {
    let _ = resource.acquire();
    let outcome = body(&mut resource).await;
    let released = resource.release().await;
    let value = outcome?;
    released?;
    Ok(value)
}
