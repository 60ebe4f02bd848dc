//! Mistake: cancels the task at once.
//! Rejected by: a_task_that_finishes_in_time_is_waited_for_no_longer, a_task_that_takes_too_long_is_cancelled_when_the_patience_is_over
//! Told: before it

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
