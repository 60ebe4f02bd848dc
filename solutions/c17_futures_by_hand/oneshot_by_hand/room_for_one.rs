//! Instead of a lock and a waker, a queue of tokio with room for one. It knows who is gone.

use std::pin::Pin;
use std::task::{Context, Poll};

use thiserror::Error;
use tokio::sync::mpsc;

/// The sender was dropped and had sent nothing.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the sender is gone, and has sent nothing")]
pub struct SenderGone;

/// The half that sends the value.
pub struct Sender<T> {
    queue: mpsc::Sender<T>,
}

/// The half that waits for the value: a future.
#[must_use = "a future does nothing before it is polled"]
pub struct Receiver<T> {
    queue: mpsc::Receiver<T>,
}

/// Two halves of a new channel.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (give, take) = mpsc::channel(1);
    (Sender { queue: give }, Receiver { queue: take })
}

impl<T> Sender<T> {
    /// Hands the value over to the receiver.
    ///
    /// # Errors
    /// The value, if the receiver is gone.
    pub fn send(self, value: T) -> Result<(), T> {
        let sent = self.queue.try_send(value);
        sent.map_err(mpsc::error::TrySendError::into_inner)
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, SenderGone>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let taken = self.queue.poll_recv(cx);
        taken.map(|value| value.ok_or(SenderGone))
    }
}
