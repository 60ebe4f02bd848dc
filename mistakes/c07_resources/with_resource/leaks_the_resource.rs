//! Mistake: leaks the resource, so that a reference to it is good for ever.
//! Breaks: "what was running is dropped then and there, and the resource with it"
//! Rejected by: dropped_in_the_middle_it_lets_go_and_begins_nothing,
//! whatever_each_step_takes_and_gives
//! Told: something still held the resource

pub trait Resource {
    type Error;
    fn acquire(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
    fn release(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
}

pub async fn with_resource<R: Resource, T>(
    resource: R,
    body: impl AsyncFnOnce(&mut R) -> Result<T, R::Error>,
) -> Result<T, R::Error> {
    let resource = Box::leak(Box::new(resource));
    resource.acquire().await?;
    let outcome = body(resource).await;
    let released = resource.release().await;
    let value = outcome?;
    released?;
    Ok(value)
}
