//! Mistake: starts a thread, which is right, and joins it, which blocks until it is over.
//! Breaks: "waits for it as a future does"
//! Rejected by: a_hundred_works_run_at_once,
//! a_caller_who_leaves_neither_waits_nor_stops_the_work
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
