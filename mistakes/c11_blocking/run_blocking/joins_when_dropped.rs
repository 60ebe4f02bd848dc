//! Mistake: waits for its thread when it is dropped, so that nothing is left running.
//! Breaks: "nobody waits any more, not even the drop"
//! Rejected by: a_caller_who_leaves_neither_waits_nor_stops_the_work
//! Told: while the work was running

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, JoinHandle};

use thiserror::Error;
use tokio::sync::oneshot;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BlockingError {
    #[error("the blocking work panicked: {0}")]
    Panicked(String),
    #[error("the runtime shut down before the blocking work began")]
    ShutDown,
}

struct Joined(Option<JoinHandle<()>>);

impl Drop for Joined {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}

pub async fn run_blocking<T>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, BlockingError>
where
    T: Send + 'static,
{
    let (sender, done) = oneshot::channel();
    let thread = thread::spawn(move || {
        // Nobody may be waiting any more.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
    });
    let _joined = Joined(Some(thread));
    match done.await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(payload)) => Err(BlockingError::Panicked(message(payload))),
        Err(_) => Err(BlockingError::ShutDown),
    }
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
