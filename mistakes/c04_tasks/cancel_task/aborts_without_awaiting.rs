//! Mistake: asks the task to stop and does not wait until it has.
//! Breaks: "returns at the instant at which the task is really gone"
//! Rejected by: what_the_task_held_is_released_before_it_returns
//! Told: aborting only asks

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
        return Ending::Cancelled;
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
