//! Mistake: tries a failed release once more.
//! Breaks: "the release is not tried again"
//! Rejected by: a_failing_release_is_an_error_and_is_not_tried_again
//! Told: too many attempts at `release`

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
    let mut released = resource.release().await;
    if released.is_err() {
        released = resource.release().await;
    }
    let value = outcome?;
    released?;
    Ok(value)
}
