//! Mistake: gives the resource up in `Drop`, as far as one poll goes.
//! Breaks: "No release begins any more."
//! Rejected by: dropped_in_the_middle_it_lets_go_and_begins_nothing
//! Told: and release began after that

use futures::future::FutureExt;

pub trait Resource {
    type Error;
    fn acquire(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
    fn release(&mut self) -> impl Future<Output = Result<(), Self::Error>>;
}

struct Held<R: Resource> {
    resource: R,
    acquired: bool,
}

impl<R: Resource> Drop for Held<R> {
    fn drop(&mut self) {
        if self.acquired {
            let _ = self.resource.release().now_or_never();
        }
    }
}

pub async fn with_resource<R: Resource, T>(
    resource: R,
    body: impl AsyncFnOnce(&mut R) -> Result<T, R::Error>,
) -> Result<T, R::Error> {
    let mut held = Held {
        resource,
        acquired: false,
    };
    held.resource.acquire().await?;
    held.acquired = true;
    let outcome = body(&mut held.resource).await;
    held.acquired = false;
    let released = held.resource.release().await;
    let value = outcome?;
    released?;
    Ok(value)
}
