//! Mistake: gives the text of the `JoinError`, in which the message is one word among others.
//! Breaks: "with the panic's message as it is"
//! Rejected by: a_panic_is_an_error_with_its_message
//! Told: and nothing else

use thiserror::Error;

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
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|ended| BlockingError::Panicked(ended.to_string()))
}
