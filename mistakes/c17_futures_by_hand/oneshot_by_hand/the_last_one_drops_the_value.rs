//! Mistake: leaves the value to whoever is the last to let go of the channel, which is the sender as
//! long as `send` has not returned.
//! Breaks: "is dropped with the receiver, and no later"
//! Rejected by: a_receiver_that_is_dropped_inside_the_call_of_wake_takes_the_value_with_it
//! Told: value goes with the receiver

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use thiserror::Error;

/// The sender was dropped and had sent nothing.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the sender is gone, and has sent nothing")]
pub struct SenderGone;

struct State<T> {
    value: Option<T>,
    waker: Option<Waker>,
    sender_gone: bool,
    receiver_gone: bool,
}

struct Shared<T>(Mutex<State<T>>);

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The half that sends the value.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

/// The half that waits for the value: a future.
#[must_use = "a future does nothing before it is polled"]
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
}

/// Two halves of a new channel.
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
    (sender, Receiver { shared })
}

impl<T> Sender<T> {
    /// Hands the value over to the receiver.
    ///
    /// # Errors
    /// The value, if the receiver is gone.
    pub fn send(self, value: T) -> Result<(), T> {
        let waker = {
            let mut state = self.shared.lock();
            if state.receiver_gone {
                return Err(value);
            }
            state.value = Some(value);
            state.sender_gone = true;
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(())
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.shared.lock().receiver_gone
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let waker = {
            let mut state = self.shared.lock();
            if state.sender_gone {
                // It has sent, and woken whoever waited.
                return;
            }
            state.sender_gone = true;
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Receiver<T> {
    fn outcome(state: &mut State<T>) -> Option<Result<T, SenderGone>> {
        match state.value.take() {
            Some(value) => Some(Ok(value)),
            None if state.sender_gone => Some(Err(SenderGone)),
            None => None,
        }
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, SenderGone>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        {
            let mut state = self.shared.lock();
            if let Some(outcome) = Self::outcome(&mut state) {
                return Poll::Ready(outcome);
            }
            if let Some(waker) = &state.waker
                && waker.will_wake(cx.waker())
            {
                return Poll::Pending;
            }
        }
        // Cloned and dropped without the lock, since a waker may run anything in either.
        let waker = cx.waker().clone();
        let old = {
            let mut state = self.shared.lock();
            if let Some(outcome) = Self::outcome(&mut state) {
                return Poll::Ready(outcome);
            }
            state.waker.replace(waker)
        };
        drop(old);
        Poll::Pending
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let waker = {
            let mut state = self.shared.lock();
            state.receiver_gone = true;
            state.waker.take()
        };
        // A value goes with the last of the two halves, and the sender went when it had sent.
        drop(waker);
    }
}
