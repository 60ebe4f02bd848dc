//! Mistake: releases when the body fails, and then once more at the end, to be sure.
//! Breaks: "one after another and each to its end"
//! Breaks: "the resource is released all the same"
//! Rejected by: released_after_an_error_too
//! Told: too many runs of `release`

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
    if outcome.is_err() {
        resource.release().await?;
    }
    let released = resource.release().await;
    let value = outcome?;
    released?;
    Ok(value)
}
