//! tokio keeps threads for this: `spawn_blocking` runs the work there, and its handle is a future.

use std::any::Any;

use thiserror::Error;
use tokio::task::spawn_blocking;

/// Why the work gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BlockingError {
    /// It panicked with this message.
    #[error("the blocking work panicked: {0}")]
    Panicked(String),
    /// It never began.
    #[error("the runtime shut down before the blocking work began")]
    ShutDown,
}

/// Runs the work where it may block, and gives what it gives.
///
/// # Errors
/// [`BlockingError`], if the work panicked or never began.
pub async fn run_blocking<T>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, BlockingError>
where
    T: Send + 'static,
{
    spawn_blocking(work)
        .await
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
