//! Instead of an `async` block, combinators of the crate `futures`.

use std::pin::Pin;

use futures::future::{self, FutureExt};

/// Packs the work into a future that does nothing until it is awaited.
///
/// Dropping the future drops the work.
pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    future::lazy(|_| work()).flatten().boxed()
}
