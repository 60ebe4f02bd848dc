//! Mistake: calls the work in the middle of async code, on the thread that all tasks share.
//! Breaks: "runs the work on another thread"
//! Breaks: "The runtime stays free for all its other tasks"
//! Rejected by: the_runtime_stays_free_while_the_work_runs,
//! the_caller_goes_on_with_what_else_it_waits_for
//! Told: in the middle of a poll

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
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| BlockingError::Panicked(message(panic)))
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
