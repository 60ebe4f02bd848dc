//! Mistake: looks every ten milliseconds whether the task has finished.
//! Breaks: "your function returns at that instant"
//! Rejected by: it_does_not_look_now_and_then
//! Told: nobody need look

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub async fn cancel_task<T>(mut task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    let over = async {
        while !task.is_finished() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    if timeout(patience, over).await.is_err() {
        task.abort();
    }
    let joined = (&mut task).await;
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
