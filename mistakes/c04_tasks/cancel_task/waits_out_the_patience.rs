//! Mistake: sleeps as long as the patience lasts, though the task may have finished long before.
//! Breaks: "your function returns at that instant"
//! Rejected by: a_task_that_finishes_in_time_is_waited_for_no_longer
//! Told: something waited after the last of them

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub async fn cancel_task<T>(task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    sleep(patience).await;
    task.abort();
    let joined = task.await;
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
