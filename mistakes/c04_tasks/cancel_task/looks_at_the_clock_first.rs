//! Mistake: asks whether the patience is over before it asks whether the task is done.
//! Breaks: "if it had finished already before you were called"
//! Rejected by: a_task_that_has_finished_already_is_finished
//! Told: however small the patience

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub async fn cancel_task<T>(mut task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    tokio::select! {
        biased;
        () = sleep(patience) => {
            task.abort();
            let _ = task.await;
            Ending::Cancelled
        }
        joined = &mut task => match joined {
            Ok(output) => Ending::Finished(output),
            Err(error) if error.is_cancelled() => Ending::Cancelled,
            Err(_) => Ending::Panicked,
        },
    }
}
