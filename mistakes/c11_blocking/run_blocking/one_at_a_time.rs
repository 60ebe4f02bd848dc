//! Mistake: keeps the blocking work in line behind a lock: one waits for the other.
//! Breaks: "Several works at once do not wait for each other"
//! Rejected by: a_hundred_works_run_at_once
//! Told: no more than 1 had begun

use std::any::Any;

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
    static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _one = ONE.lock().await;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|ended| match ended.try_into_panic() {
            Ok(payload) => BlockingError::Panicked(message(payload)),
            Err(_) => BlockingError::ShutDown,
        })
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
