//! Mistake: blocks in place where the runtime has many threads: its other tasks move away, and
//! whatever else the caller waits for stands still.
//! Breaks: "and the caller for all else that it waits for"
//! Rejected by: on_many_threads_the_caller_goes_on_too
//! Told: work

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use thiserror::Error;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::{block_in_place, spawn_blocking};

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
    let many = RuntimeFlavor::MultiThread;
    if Handle::current().runtime_flavor() == many {
        return block_in_place(|| catch_unwind(AssertUnwindSafe(work)))
            .map_err(|payload| BlockingError::Panicked(message(payload)));
    }
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
