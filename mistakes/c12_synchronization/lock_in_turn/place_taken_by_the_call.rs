//! Mistake: stands in line when `with` is called, not when it is first polled.
//! Breaks: "turns are taken in the order in which `with` was first polled"
//! Rejected by: turns_come_in_the_order_of_the_first_polls_not_of_the_calls,
//! a_call_that_nobody_polls_keeps_nobody_out
//! Told: `with`

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::sync::Mutex;

pub struct InTurn<T> {
    value: Mutex<T>,
}

impl<T> InTurn<T> {
    pub fn new(value: T) -> Self {
        InTurn {
            value: Mutex::new(value),
        }
    }

    pub fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> impl Future<Output = R> {
        let mut turn = Box::pin(self.value.lock());
        // So that nobody comes in between the call and its `.await`.
        let had = poll_once(turn.as_mut());
        async move {
            let mut value = match had {
                Some(value) => value,
                None => turn.await,
            };
            work(&mut value).await
        }
    }
}

fn poll_once<F: Future>(future: Pin<&mut F>) -> Option<F::Output> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
