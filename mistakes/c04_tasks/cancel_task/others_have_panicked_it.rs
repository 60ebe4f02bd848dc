//! Mistake: takes a task for cancelled only when it has cancelled it itself.
//! Breaks: "if it was cancelled, by you or by anybody else"
//! Rejected by: a_task_that_somebody_else_cancelled_is_cancelled, a_task_that_somebody_else_cancels_meanwhile_is_waited_for_no_longer
//! Told: was not reported as `Cancelled`

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub async fn cancel_task<T>(mut task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    let Ok(joined) = timeout(patience, &mut task).await else {
        task.abort();
        return match task.await {
            Ok(output) => Ending::Finished(output),
            Err(error) if error.is_panic() => Ending::Panicked,
            Err(_) => Ending::Cancelled,
        };
    };
    joined.map_or(Ending::Panicked, Ending::Finished)
}
