//! Mistake: throws away what the release gave.
//! Breaks: "When only the release fails, its error comes back"
//! Rejected by: a_failing_release_is_an_error_and_is_not_tried_again
//! Told: the error of the release was lost

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
    let _ = resource.release().await;
    outcome
}
