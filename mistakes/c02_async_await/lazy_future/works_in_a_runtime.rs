//! Mistake: enters the runtime that is running before it calls the work, and there may be none.
//! Breaks: "No runtime is needed, neither to make the future nor to await it"
//! Rejected by: it_can_be_awaited_where_there_is_no_runtime
//! Told: there is no reactor running

use std::pin::Pin;

use tokio::runtime::Handle;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move {
        let future = {
            let runtime = Handle::current();
            let _inside = runtime.enter();
            work()
        };
        future.await
    })
}
