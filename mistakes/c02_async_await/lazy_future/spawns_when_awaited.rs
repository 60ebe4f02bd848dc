//! Mistake: begins in time, but as a task that goes on when the future is dropped.
//! Breaks: "nothing goes on in the background"
//! Rejected by: dropped_halfway_the_work_stops
//! Told: nothing of it should go on in the background

use std::pin::Pin;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move { tokio::spawn(work()).await.expect("the task has finished") })
}
