//! Mistake: aborts the other task when one panics, and then gives the error of the one that it aborted.
//! Breaks: "if a task panics, its `JoinError` comes back"
//! Rejected by: a_panic_in_a_task_comes_back_as_an_error
//! Told: that of the task that panicked should come back

use futures::TryFutureExt;
use tokio::task::JoinError;

pub async fn two_tasks<A, B>(
    a: A,
    b: B,
    report: impl FnOnce(&str),
) -> Result<(A::Output, B::Output), JoinError>
where
    A: Future + Send + 'static,
    A::Output: Send + 'static,
    B: Future + Send + 'static,
    B::Output: Send + 'static,
{
    let first = tokio::spawn(a);
    let second = tokio::spawn(b);
    report("tasks created");
    let (stop_first, stop_second) = (first.abort_handle(), second.abort_handle());
    let first = first.inspect_err(|_| stop_second.abort());
    let second = second.inspect_err(|_| stop_first.abort());
    let (first, second) = tokio::join!(first, second);
    Ok((first?, second?))
}
