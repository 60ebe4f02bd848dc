//! Everything happens inside the `async` block: its body does not run before it is awaited.

use std::pin::Pin;

/// Packs the work into a future that does nothing until it is awaited.
///
/// Dropping the future drops the work.
pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    // `work()` belongs inside, too: called out here it would begin at once.
    Box::pin(async move { work().await })
}
