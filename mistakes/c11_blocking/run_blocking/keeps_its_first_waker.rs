//! Mistake: runs the work on a thread that wakes whoever waited first, though another task may
//! have taken over.
//! Breaks: "Who waits is woken when the work is done"
//! Rejected by: the_end_of_the_work_is_heard_in_whichever_way_it_is_waited_for
//! Told: had not ended: `a call polled once by one task

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

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
    let done = Arc::new(Mutex::new(None));
    let mut work = Some(work);
    let given = poll_fn(move |cx| {
        if let Some(work) = work.take() {
            let (done, waker) = (Arc::clone(&done), cx.waker().clone());
            std::thread::spawn(move || {
                let given = catch_unwind(AssertUnwindSafe(work));
                *done.lock().unwrap_or_else(PoisonError::into_inner) = Some(given);
                waker.wake();
            });
        }
        match done.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(given) => Poll::Ready(given),
            None => Poll::Pending,
        }
    });
    given
        .await
        .map_err(|payload| BlockingError::Panicked(message(payload)))
}

fn message(payload: Box<dyn Any + Send>) -> String {
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|_| "no message".to_owned())
}
