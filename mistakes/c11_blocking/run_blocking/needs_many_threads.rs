//! Mistake: `block_in_place` moves the other tasks to other threads of the runtime; where there is
//! only one, it panics.
//! Breaks: "on a runtime of one thread as well as on one of many"
//! Rejected by: the_runtime_stays_free_while_the_work_runs, a_panic_is_an_error_with_its_message
//! Told: can call blocking only when running on the multi-threaded runtime

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

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
    let done = tokio::task::block_in_place(|| catch_unwind(AssertUnwindSafe(work)));
    done.map_err(|panic| BlockingError::Panicked(message(panic)))
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
