//! Mistake: looks every ten milliseconds whether the work is done, and is not woken by it.
//! Breaks: "is awaited to its end, and its output comes back at that instant"
//! Rejected by: it_is_not_polled_but_for_its_own_sake
//! Told: since it wakes whoever awaits the future

use std::pin::Pin;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::sleep;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move {
        let mut future = Box::pin(work());
        loop {
            if let Some(output) = future.as_mut().now_or_never() {
                return output;
            }
            sleep(Duration::from_millis(10)).await;
        }
    })
}
