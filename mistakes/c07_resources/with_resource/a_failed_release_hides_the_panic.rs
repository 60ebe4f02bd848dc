//! Mistake: catches the panic of the body, releases, and tells only of the release if that fails.
//! Breaks: "A panic of the body goes on to the caller."
//! Rejected by: a_panic_goes_on_whatever_becomes_of_the_release
//! Told: instead of the panic the caller got

use std::panic::{AssertUnwindSafe, resume_unwind};

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
    match (outcome, released) {
        (Ok(Err(error)), _) | (_, Err(error)) => Err(error),
        (Ok(Ok(value)), Ok(())) => Ok(value),
        (Err(panic), Ok(())) => resume_unwind(panic),
    }
}
