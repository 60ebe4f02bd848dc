//! Mistake: unwraps what awaiting a task gives, so that a panic in the task becomes its own.
//! Breaks: "The panic must not become yours"
//! Breaks: "The `JoinError` of a task that panicked"
//! Rejected by: a_panic_in_a_task_comes_back_as_an_error
//! Told: your code panicked

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
    report("tasks created");
    Ok((a.await.unwrap(), b.await.unwrap()))
}
