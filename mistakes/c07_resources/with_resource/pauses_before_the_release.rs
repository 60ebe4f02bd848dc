//! Mistake: waits a moment before the release, to let the body settle.
//! Breaks: "The value of the body comes back at the instant the release ends."
//! Rejected by: whatever_each_step_takes_and_gives
//! Told: when what comes before it has ended

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
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let released = resource.release().await;
    let value = outcome?;
    released?;
    Ok(value)
}
