//! Instead of a timeout, a clock that runs beside the task and aborts it through an `AbortHandle`.

use std::future::pending;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

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
pub async fn cancel_task<T>(task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    let stop = task.abort_handle();
    let clock = async move {
        sleep(patience).await;
        stop.abort();
        // From here on only the task itself can tell that it is gone.
        pending().await
    };
    let joined = tokio::select! {
        biased;
        joined = task => joined,
        joined = clock => joined,
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
