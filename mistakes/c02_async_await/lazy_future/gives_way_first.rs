//! Mistake: lets other tasks run before it calls the work.
//! Breaks: "before it waits for anything"
//! Rejected by: the_work_is_called_before_the_future_waits_for_anything
//! Told: when the future had been polled once

use std::pin::Pin;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move {
        tokio::task::yield_now().await;
        work().await
    })
}
