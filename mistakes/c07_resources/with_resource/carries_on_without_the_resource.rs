//! Mistake: takes no notice of a failed acquire.
//! Breaks: "its error comes back at that instant"
//! Breaks: "The first error of acquire, body and release."
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
    let _ = resource.acquire().await;
    let outcome = body(&mut resource).await;
    let released = resource.release().await;
    let value = outcome?;
    released?;
    Ok(value)
}
