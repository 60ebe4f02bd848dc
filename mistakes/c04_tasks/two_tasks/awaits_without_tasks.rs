//! Mistake: awaits the futures one after the other, and makes tasks of neither.
//! Breaks: "Both run at the same time"
//! Rejected by: both_tasks_run_at_the_same_time, the_results_come_as_a_pair_whichever_is_first
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
    report("tasks created");
    Ok((a.await, b.await))
}
