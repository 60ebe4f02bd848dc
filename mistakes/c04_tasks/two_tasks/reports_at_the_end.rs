//! Mistake: reports when the tasks are done, not when they are created.
//! Breaks: "all that before it waits for anything"
//! Rejected by: tasks_created_is_reported_before_either_has_begun
//! Told: too late

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
    let a = tokio::spawn(a);
    let b = tokio::spawn(b);
    let results = (a.await?, b.await?);
    report("tasks created");
    Ok(results)
}
