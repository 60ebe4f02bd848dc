//! Mistake: starts a thread, which is right, and joins it, which blocks until it is over.
//! Breaks: "waits for it as a future does"
//! Rejected by: the_runtime_stays_free_while_the_work_runs,
//! the_caller_goes_on_with_what_else_it_waits_for
//! Told: waited for the work as a thread does

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
    std::thread::spawn(work)
        .join()
        .map_err(|panic| BlockingError::Panicked(message(panic)))
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
