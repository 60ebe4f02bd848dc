//! Mistake: pauses after a failed acquire, as if to try again, and then gives the error.
//! Breaks: "its error comes back at that instant"
//! Rejected by: whatever_each_step_takes_and_gives
//! Told: acquire ended

pub trait Resource {
    type Error;
    fn acquire(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
    fn release(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
}

pub async fn with_resource<R: Resource, T>(
    mut resource: R,
    body: impl AsyncFnOnce(&mut R) -> Result<T, R::Error>,
) -> Result<T, R::Error> {
    if let Err(error) = resource.acquire().await {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        return Err(error);
    }
    let outcome = body(&mut resource).await;
    let released = resource.release().await;
    let value = outcome?;
    released?;
    Ok(value)
}
