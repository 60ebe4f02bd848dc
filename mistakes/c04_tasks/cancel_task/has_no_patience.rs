//! Mistake: cancels the task at once.
//! Breaks: "waits for the task, but no longer than `patience`"
//! Rejected by: a_task_that_finishes_in_time_is_waited_for_no_longer, whichever_is_shorter_decides
//! Told: cancelled too early

use std::time::Duration;

use tokio::task::JoinHandle;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub async fn cancel_task<T>(task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    let _ = patience;
    task.abort();
    let joined = task.await;
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
