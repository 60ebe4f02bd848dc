//! Mistake: takes a panic that carries no text for work that never began.
//! Breaks: "For a value of any other type it is `no message`"
//! Rejected by: a_panic_is_an_error_with_its_message
//! Told: and not `Panicked`

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
    spawn_blocking(work)
        .await
        .map_err(|ended| match ended.try_into_panic() {
            Ok(payload) => {
                message(payload).map_or(BlockingError::ShutDown, BlockingError::Panicked)
            }
            // Work that has begun cannot be cancelled, so this one never began.
            Err(_cancelled) => BlockingError::ShutDown,
        })
}

fn message(payload: Box<dyn Any + Send>) -> Option<String> {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .ok()
}
