//! # two_tasks: start now, await later
//!
//! Why: a future runs only while it is awaited. A task is a future that you hand to the runtime: it
//! runs by itself from then on, beside you, and you can await its result whenever you like.
//!
//! Build: [`two_tasks`] makes a task of `a` and a task of `b`, then calls `report("tasks created")`
//! once, and all that before it waits for anything. Both run at the same time, by themselves. The
//! results of both come back at the instant at which the longer one ends.
//!
//! Bad input: if a task panics, its `JoinError` comes back, from which the panic can be taken. The
//! panic must not become yours.
//!
//! Left open: whether the error comes back at once or when both tasks have ended, what becomes of the
//! other task, and which error comes back when both panic. Also what becomes of the tasks when your
//! own future is dropped.
//!
//! Good to know: in these tests everything runs on one thread, where a new task gets its first turn
//! when your function first waits. So the report comes before either task has begun, as in asyncio.
//! With several threads a task may begin at any time.
//!
//! A task is `Send + 'static`: it may run on another thread, and it may outlive the
//! function that started it, so it can borrow nothing from there.
//!
//! In asyncio this is `create_task`, and then `await task`. There the exception of a task is raised
//! where it is awaited; here it is a value.
//!
//! Rule of thumb: spawn what should run while you do something else; await what you need now.

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
    todo!("two tasks, a report, two results", with a, b, report)
}
