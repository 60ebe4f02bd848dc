//! Mistake: aborts the task and gives it a moment to go, but no more than that.
//! Breaks: "with all that it held, however long that takes"
//! Rejected by: however_long_it_takes_to_go_it_is_waited_for
//! Told: while the task was still alive

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
            match timeout(Duration::from_secs(5), task).await {
                Ok(joined) => joined,
                Err(_) => return Ending::Cancelled,
            }
        }
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
