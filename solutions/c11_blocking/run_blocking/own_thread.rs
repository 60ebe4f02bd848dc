//! Instead of tokio's threads, one of its own, which sends what became of the work when it is over.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use thiserror::Error;
use tokio::sync::oneshot;

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
    let (sender, done) = oneshot::channel();
    thread::spawn(move || {
        // Nobody may be waiting any more.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
    });
    match done.await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(payload)) => Err(BlockingError::Panicked(message(payload))),
        Err(_) => Err(BlockingError::ShutDown),
    }
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
