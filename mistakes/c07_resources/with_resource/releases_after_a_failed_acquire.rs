//! Mistake: treats acquire as a part of the body, and releases what it never got.
//! Breaks: "neither the body nor the release runs"
//! Rejected by: after_a_failed_acquire_nothing_runs
//! Told: carried on after an error

pub trait Resource {
    type Error;
    fn acquire(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
    fn release(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
}

pub async fn with_resource<R: Resource, T>(
    mut resource: R,
    body: impl AsyncFnOnce(&mut R) -> Result<T, R::Error>,
) -> Result<T, R::Error> {
    let outcome = match resource.acquire().await {
        Ok(()) => body(&mut resource).await,
        Err(error) => Err(error),
    };
    let released = resource.release().await;
    let value = outcome?;
    released?;
    Ok(value)
}
