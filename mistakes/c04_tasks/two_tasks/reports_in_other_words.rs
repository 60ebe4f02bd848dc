//! Mistake: reports in words of its own.
//! Breaks: "then calls `report`"
//! Rejected by: tasks_created_is_reported_before_either_has_begun
//! Told: with another text than "tasks created"

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
    report("2 tasks created");
    Ok((a.await?, b.await?))
}
