//! Mistake: spawns the work as a task when the future is made, as `create_task` does.
//! Breaks: "calls `work` when it is first awaited"
//! Breaks: "a future that is dropped unawaited never calls `work`"
//! Rejected by: the_work_starts_when_it_is_awaited_and_not_before, dropped_unawaited_it_never_runs
//! Told: begin when the future is awaited

use std::pin::Pin;

pub fn lazy_future<W, F>(work: W) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let task = tokio::spawn(work());
    Box::pin(async move { task.await.expect("the task has finished") })
}
