//! Mistake: each poll takes the channel out of the receiver, and puts it back only for the same wait: who
//! polls a second time is told that the sender is gone.
//! Breaks: "A wait for it can be given up and taken up again"
//! Rejected by: a_wait_that_was_given_up_loses_nothing
//! Told: takes nothing with it

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use thiserror::Error;
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the sender is gone, and has sent nothing")]
pub struct SenderGone;
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}
pub struct Receiver<T> {
    shared: Option<Arc<Shared<T>>>,
    wait: Option<Waker>,
}

struct Shared<T>(Mutex<State<T>>);

struct State<T> {
    value: Option<T>,
    waker: Option<Waker>,
    sender_gone: bool,
    receiver_gone: bool,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared(Mutex::new(State {
        value: None,
        waker: None,
        sender_gone: false,
        receiver_gone: false,
    })));
    let sender = Sender {
        shared: Arc::clone(&shared),
    };
    (
        sender,
        Receiver {
            shared: Some(shared),
            wait: None,
        },
    )
}

impl<T> Sender<T> {
    pub fn send(self, value: T) -> Result<(), T> {
        let mut state = self.shared.lock();
        if state.receiver_gone {
            return Err(value);
        }
        state.value = Some(value);
        Ok(())
    }
    pub fn is_closed(&self) -> bool {
        self.shared.lock().receiver_gone
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let waker = {
            let mut state = self.shared.lock();
            state.sender_gone = true;
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, SenderGone>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(shared) = self.shared.take() else {
            return Poll::Ready(Err(SenderGone));
        };
        let polled = {
            let mut state = shared.lock();
            match (state.value.take(), state.sender_gone) {
                (Some(value), _) => Poll::Ready(Ok(value)),
                (None, true) => Poll::Ready(Err(SenderGone)),
                (None, false) => {
                    state.waker = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        };
        if self
            .wait
            .get_or_insert_with(|| cx.waker().clone())
            .will_wake(cx.waker())
        {
            self.shared = Some(shared);
        }
        polled
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            let mut state = shared.lock();
            state.receiver_gone = true;
            state.value = None;
        }
    }
}
