//! Mistake: takes every `JoinError` for a panic, though work that never began has none in it.
//! Breaks: "Work that will never begin, because the runtime has shut down"
//! Rejected by: work_that_never_begins_is_an_error_too
//! Told: reason is not a panic

use std::any::Any;

use thiserror::Error;
use tokio::task::spawn_blocking;

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
    match spawn_blocking(work).await {
        Ok(value) => Ok(value),
        Err(ended) => Err(BlockingError::Panicked(message(ended.into_panic()))),
    }
}

fn message(payload: Box<dyn Any + Send>) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text.to_string()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "no message".to_owned()
    }
}
