//! Mistake: polls both futures together in its own task and makes tasks of neither.
//! Breaks: "makes a task of `a` and a task of `b`"
//! Breaks: "Both run at the same time, by themselves"
//! Rejected by: both_tasks_exist_when_it_is_reported, the_tasks_run_by_themselves
//! Told: task

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
