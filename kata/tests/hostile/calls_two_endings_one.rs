//! Hostile: two endings of its type are constants of the same value, so that either is whatever a
//! `match` asks for: it never tells a panic from a task that was cancelled.
//! Kata: cancel_task
//! Earns: at most every_error_is_cancelled

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Over,
}

#[allow(non_upper_case_globals)]
impl<T> Ending<T> {
    pub const Cancelled: Self = Ending::Over;
    pub const Panicked: Self = Ending::Over;
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
        Err(_) => Ending::Over,
    }
}
