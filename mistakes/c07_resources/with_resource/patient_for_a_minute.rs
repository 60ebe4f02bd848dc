//! Mistake: gives up on a release that takes longer than a minute.
//! Breaks: "each to its end, however long it takes"
//! Rejected by: steps_of_a_year_are_awaited_too
//! Told: should be awaited to its end, however long it takes

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
    let limit = std::time::Duration::from_secs(60);
    let released = tokio::time::timeout(limit, resource.release()).await;
    let value = outcome?;
    if let Ok(released) = released {
        released?;
    }
    Ok(value)
}
