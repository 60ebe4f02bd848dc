//! Mistake: takes every `JoinError` for a cancellation.
//! Breaks: "`Ending::Panicked` if it panicked"
//! Rejected by: a_task_that_panics_is_reported_as_panicked
//! Told: was not reported as `Panicked`

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
    let joined = match timeout(patience, &mut task).await {
        Ok(joined) => joined,
        Err(_) => {
            task.abort();
            task.await
        }
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(_) => Ending::Cancelled,
    }
}
