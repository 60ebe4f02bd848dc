//! Mistake: polls both futures together in its own task and makes tasks of neither.
//! Rejected by: both_tasks_exist_when_it_is_reported
//! Told: make a task of each future first

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
    report("tasks created");
    Ok(tokio::join!(a, b))
}
