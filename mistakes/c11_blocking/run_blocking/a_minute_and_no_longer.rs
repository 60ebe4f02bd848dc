//! Mistake: takes work that is not done after a minute for lost.
//! Breaks: "however long that takes, and gives what the work gives"
//! Rejected by: who_waits_is_not_woken_before_the_work_is_done
//! Told: waits for some time only

use std::any::Any;

use std::time::Duration;

use thiserror::Error;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BlockingError {
    #[error("the blocking work panicked: {0}")]
    Panicked(String),
    #[error("the runtime shut down before the blocking work began")]
    ShutDown,
}

pub async fn run_blocking<T>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, BlockingError>
where
    T: Send + 'static,
{
    let done = timeout(Duration::from_secs(60), spawn_blocking(work)).await;
    done.map_err(|_| BlockingError::ShutDown)?
        .map_err(|ended| match ended.try_into_panic() {
            Ok(payload) => BlockingError::Panicked(message(payload)),
            // Work that has begun cannot be cancelled, so this one never began.
            Err(_cancelled) => BlockingError::ShutDown,
        })
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
