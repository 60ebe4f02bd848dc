//! Mistake: lets other tasks run before it gives what the work gave.
//! Breaks: "its output comes back at that instant"
//! Rejected by: work_that_is_ready_is_given_at_once
//! Told: your future waited all the same

use std::pin::Pin;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move {
        let output = work().await;
        tokio::task::yield_now().await;
        output
    })
}
