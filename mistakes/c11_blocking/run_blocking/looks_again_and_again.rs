//! Mistake: asks in a loop whether the thread is done, and gives way in between.
//! Breaks: "and does not look now and then"
//! Rejected by: who_waits_is_not_woken_before_the_work_is_done
//! Told: woke itself

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
    let thread = std::thread::spawn(work);
    while !thread.is_finished() {
        tokio::task::yield_now().await;
    }
    thread
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
