//! Mistake: sets the tasks a time limit that nobody asked for.
//! Breaks: "come back at the instant at which the longer one ends"
//! Rejected by: a_task_may_take_a_day
//! Told: the tasks end within a minute

use std::time::Duration;

use tokio::task::JoinError;
use tokio::time::timeout;

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
    let (a, b) = (tokio::spawn(a), tokio::spawn(b));
    report("tasks created");
    timeout(Duration::from_secs(60), async { tokio::try_join!(a, b) })
        .await
        .expect("the tasks end within a minute")
}
