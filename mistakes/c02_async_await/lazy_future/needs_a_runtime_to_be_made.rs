//! Mistake: asks for the runtime when the future is made, not when it runs.
//! Breaks: "neither to make the future"
//! Rejected by: it_can_be_made_before_there_is_a_runtime
//! Told: no reactor running

use std::pin::Pin;

use tokio::runtime::Handle;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let runtime = Handle::current();
    Box::pin(async move {
        let output = work().await;
        drop(runtime);
        output
    })
}
