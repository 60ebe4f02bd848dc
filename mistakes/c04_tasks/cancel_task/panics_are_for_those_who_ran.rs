//! Mistake: takes a task that it has aborted for cancelled, unless it gave something.
//! Breaks: "if it panicked, be it while it was being cancelled"
//! Rejected by: a_task_that_panics_while_it_is_cancelled_is_reported_as_panicked
//! Told: though its `JoinHandle` said so

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
            Err(_) => Ending::Cancelled,
        };
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
