//! Mistake: takes the message out of everything that holds a text, also out of boxes and other
//! types.
//! Breaks: "For a value of any other type it is `no message`"
//! Rejected by: a_panic_is_an_error_with_its_message
//! Told: should be `no message`

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
        .or_else(|payload| payload.downcast::<Box<str>>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
