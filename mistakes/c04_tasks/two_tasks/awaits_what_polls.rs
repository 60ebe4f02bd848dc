//! Mistake: makes one task of both futures, which polls them together.
//! Breaks: "makes a task of `a` and a task of `b`"
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
    let both = tokio::spawn(async { tokio::join!(a, b) });
    report("tasks created");
    both.await
}
