//! Mistake: unwraps what the join gives: the panic of the work becomes its own.
//! Breaks: "work that panics is [`BlockingError::Panicked`]"
//! Breaks: "if the work panicked or never began"
//! Rejected by: a_panic_is_an_error_with_its_message
//! Told: your code panicked

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
    Ok(tokio::task::spawn_blocking(work).await.unwrap())
}
