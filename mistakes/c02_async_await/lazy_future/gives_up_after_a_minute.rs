//! Mistake: sets the work a time limit that nobody asked for.
//! Breaks: "What `work` gives is awaited to its end"
//! Rejected by: it_lies_as_long_as_you_like_and_takes_as_long_as_it_takes
//! Told: the work is done within a minute

use std::pin::Pin;
use std::time::Duration;

use tokio::time::timeout;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move {
        timeout(Duration::from_secs(60), work())
            .await
            .expect("the work is done within a minute")
    })
}
