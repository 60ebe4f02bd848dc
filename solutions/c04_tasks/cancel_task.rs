//! Abort, then await: only the `JoinHandle` knows when the task is gone, and what became of it.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    /// It came to its end and gave this.
    Finished(T),
    /// It was cancelled before its end.
    Cancelled,
    /// It panicked.
    Panicked,
}

/// Waits for the task as long as the patience lasts, then cancels it, and tells what became of it.
///
/// When this returns, the task is gone.
pub async fn cancel_task<T>(mut task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    // By reference: a handle that the timeout owned would be gone with it, and the task would run on.
    let joined = match timeout(patience, &mut task).await {
        Ok(joined) => joined,
        Err(_) => {
            task.abort();
            // It may have finished after all. Whatever it is, this waits for it.
            task.await
        }
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
