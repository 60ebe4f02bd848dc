//! Mistake: polls the future once so that it gets going, and gives it back to be awaited later.
//! Breaks: "calls `work` when it is first awaited"
//! Breaks: "a future that is dropped unawaited never calls `work`"
//! Rejected by: the_work_starts_when_it_is_awaited_and_not_before, dropped_unawaited_it_never_runs
//! Told: begin when the future is awaited

use std::pin::Pin;

use futures::FutureExt;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut future = Box::pin(work());
    match future.as_mut().now_or_never() {
        Some(output) => Box::pin(std::future::ready(output)),
        None => future,
    }
}
