//! Instead of one lock over everything, two flags, a slot for the value and an `AtomicWaker`. What
//! matters is the order: the sender writes, then wakes; the receiver signs up, then looks.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures::task::AtomicWaker;
use thiserror::Error;

/// The sender was dropped and had sent nothing.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the sender is gone, and has sent nothing")]
pub struct SenderGone;

/// The half that sends the value.
pub struct Sender<T>(Arc<Shared<T>>);

/// The half that waits for the value: a future.
#[must_use = "a future does nothing before it is polled"]
pub struct Receiver<T>(Arc<Shared<T>>);

struct Shared<T> {
    value: Mutex<Option<T>>,
    sender_gone: AtomicBool,
    receiver_gone: AtomicBool,
    waker: AtomicWaker,
}

impl<T> Shared<T> {
    fn put(&self, value: Option<T>) -> Option<T> {
        let mut slot = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut slot, value)
    }
}

/// Two halves of a new channel.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared {
        value: Mutex::new(None),
        sender_gone: AtomicBool::new(false),
        receiver_gone: AtomicBool::new(false),
        waker: AtomicWaker::new(),
    });
    (Sender(Arc::clone(&shared)), Receiver(shared))
}

impl<T> Sender<T> {
    /// Hands the value over to the receiver.
    ///
    /// # Errors
    /// The value, if the receiver is gone.
    pub fn send(self, value: T) -> Result<(), T> {
        self.0.put(Some(value));
        // The receiver may have gone before the value was there, and then it has not dropped it.
        match self.is_closed() {
            true => self.0.put(None).map_or(Ok(()), Err),
            false => Ok(()),
        }
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.0.receiver_gone.load(Ordering::SeqCst)
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.0.sender_gone.store(true, Ordering::SeqCst);
        self.0.waker.wake();
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, SenderGone>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.waker.register(cx.waker());
        match self.0.sender_gone.load(Ordering::SeqCst) {
            true => Poll::Ready(self.0.put(None).ok_or(SenderGone)),
            false => Poll::Pending,
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.0.receiver_gone.store(true, Ordering::SeqCst);
        drop(self.0.put(None));
    }
}
