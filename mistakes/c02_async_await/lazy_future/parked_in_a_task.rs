//! Mistake: hands the work to a task that waits for a sign to begin, so that the task owns it.
//! Breaks: "drops its work with it, before the drop has ended"
//! Rejected by: dropped_halfway_the_work_is_gone_when_the_drop_has_ended
//! Told: aborting a task only asks for its end

use std::pin::Pin;

use tokio::sync::oneshot;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let (go, sign) = oneshot::channel();
    let task = tokio::spawn(async move {
        sign.await.ok()?;
        Some(work().await)
    });
    Box::pin(async move {
        let _ = go.send(());
        let output = task.await.expect("the task has finished");
        output.expect("the sign was given")
    })
}
