//! Mistake: takes dropping the handle for cancelling the task.
//! Breaks: "it is cancelled when the patience is over"
//! Rejected by: a_task_that_takes_too_long_is_cancelled_when_the_patience_is_over, whichever_is_shorter_decides
//! Told: kept running

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub async fn cancel_task<T>(task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    let Ok(joined) = timeout(patience, task).await else {
        return Ending::Cancelled;
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
