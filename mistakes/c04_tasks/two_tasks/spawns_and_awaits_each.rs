//! Mistake: awaits the first task before it makes the second.
//! Breaks: "Both run at the same time"
//! Rejected by: both_tasks_run_at_the_same_time
//! Told: one after another

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
    let a = tokio::spawn(a).await?;
    let b = tokio::spawn(b).await?;
    report("tasks created");
    Ok((a, b))
}
