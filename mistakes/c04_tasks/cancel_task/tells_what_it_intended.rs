//! Mistake: reports a task as cancelled because it has aborted it, whatever the task says.
//! Breaks: "if it finished although it was to be cancelled"
//! Rejected by: what_cannot_be_stopped_is_waited_for_and_its_result_kept
//! Told: not what was intended

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
        let _ = task.await;
        return Ending::Cancelled;
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
