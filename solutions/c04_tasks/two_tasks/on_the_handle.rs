//! Instead of `tokio::spawn`, spawns on the handle of the running runtime, and awaits both together.

use tokio::runtime::Handle;
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
    let runtime = Handle::current();
    let (a, b) = (runtime.spawn(a), runtime.spawn(b));
    report("tasks created");
    tokio::try_join!(a, b)
}
