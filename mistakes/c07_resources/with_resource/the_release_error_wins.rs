//! Mistake: opens the result of the release first, so that its error hides the one of the body.
//! Breaks: "When body and release both fail, the body's error comes back."
//! Breaks: "The first error of acquire, body and release."
//! Rejected by: the_error_of_the_body_wins
//! Told: the error of the body was lost

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
    resource.release().await?;
    outcome
}
