//! Two tasks, each spawned before either is awaited: from then on they run by themselves.

use tokio::task::JoinError;

/// Starts both as tasks, reports "tasks created", and gives the results of both.
///
/// # Errors
/// The `JoinError` of a task that panicked.
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
    // The order of awaiting does not matter: both are running already.
    Ok((a.await?, b.await?))
}
