//! Mistake: leaves with `?` when the body fails, so that the release is reached only on success.
//! Breaks: "the resource is released all the same"
//! Rejected by: released_after_an_error_too, the_error_of_the_body_wins
//! Told: it stopped at the first failure

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
    let value = body(&mut resource).await?;
    resource.release().await?;
    Ok(value)
}
