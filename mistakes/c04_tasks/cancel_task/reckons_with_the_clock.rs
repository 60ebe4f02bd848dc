//! Mistake: reckons when the patience will be over, and the clock has no instant so far away.
//! Breaks: "A patience of any length will do"
//! Rejected by: no_patience_is_too_long
//! Told: overflow when adding duration to instant

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<T> {
    Finished(T),
    Cancelled,
    Panicked,
}

pub async fn cancel_task<T>(mut task: JoinHandle<T>, patience: Duration) -> Ending<T> {
    let end = Instant::now() + patience;
    let joined = match timeout_at(end, &mut task).await {
        Ok(joined) => joined,
        Err(_) => {
            task.abort();
            task.await
        }
    };
    match joined {
        Ok(output) => Ending::Finished(output),
        Err(error) if error.is_cancelled() => Ending::Cancelled,
        Err(_) => Ending::Panicked,
    }
}
