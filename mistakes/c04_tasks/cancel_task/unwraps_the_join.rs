//! Mistake: takes it for granted that awaiting a task gives its result.
//! Breaks: "The panic must not become yours"
//! Breaks: "if it was cancelled, by you or by anybody else"
//! Rejected by: a_task_that_panics_is_reported_as_panicked, a_task_that_somebody_else_cancelled_is_cancelled
//! Told: your code panicked

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
    match timeout(patience, &mut task).await {
        Ok(joined) => Ending::Finished(joined.expect("the task has finished")),
        Err(_) => {
            task.abort();
            match task.await {
                Ok(output) => Ending::Finished(output),
                Err(_) => Ending::Cancelled,
            }
        }
    }
}
