//! Mistake: lets no more than eight works run at once, for there are not more cores.
//! Breaks: "do not wait for each other, be it a hundred"
//! Rejected by: a_hundred_works_run_at_once
//! Told: no more than 8 had begun

use std::any::Any;

use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BlockingError {
    #[error("the blocking work panicked: {0}")]
    Panicked(String),
    #[error("the runtime shut down before the blocking work began")]
    ShutDown,
}

static CORES: Semaphore = Semaphore::const_new(8);

pub async fn run_blocking<T>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, BlockingError>
where
    T: Send + 'static,
{
    let _core = CORES.acquire().await;
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
