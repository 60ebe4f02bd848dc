//! Mistake: catches the panic of the body and panics with a text of its own.
//! Breaks: "A panic of the body goes on to the caller."
//! Rejected by: a_panic_of_the_body_goes_on_to_the_caller
//! Told: another panic came out of your function

use std::panic::AssertUnwindSafe;

use futures::future::FutureExt;

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
    let outcome = AssertUnwindSafe(body(&mut resource)).catch_unwind().await;
    let released = resource.release().await;
    let value = outcome.unwrap_or_else(|_| panic!("the body panicked"))?;
    released?;
    Ok(value)
}
