//! Mistake: runs the work as a task that is aborted when the future is dropped: the runtime drops it
//! later, when it gets to it.
//! Breaks: "before the drop has ended"
//! Breaks: "nor to await it"
//! Rejected by: dropped_halfway_the_work_is_gone_when_the_drop_has_ended
//! Told: its work was still alive

use std::pin::Pin;

use tokio_util::task::AbortOnDropHandle;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move {
        let task = AbortOnDropHandle::new(tokio::spawn(async move { work().await }));
        task.await.expect("the task has finished")
    })
}
