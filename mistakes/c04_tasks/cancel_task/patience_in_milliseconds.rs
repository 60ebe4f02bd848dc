//! Mistake: turns the patience into milliseconds, of which there may be more than fit.
//! Breaks: "A patience of any length will do"
//! Rejected by: a_patience_of_any_length_lasts_as_long
//! Told: your function cancelled the task after

use std::time::Duration;

use tokio::task::JoinHandle;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub async fn cancel_task<T>(mut task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    let patience = Duration::from_millis(patience.as_millis() as u64);
    match tokio::time::timeout(patience, &mut task).await {
        Ok(Ok(result)) => Ending::Finished(result),
        Ok(Err(error)) if error.is_panic() => Ending::Panicked,
        Ok(Err(_)) => Ending::Cancelled,
        Err(_) => {
            task.abort();
            match task.await {
                Ok(result) => Ending::Finished(result),
                Err(error) if error.is_panic() => Ending::Panicked,
                Err(_) => Ending::Cancelled,
            }
        }
    }
}
