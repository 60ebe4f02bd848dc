//! Another way: a channel for one value has all of this inside. To set is to send.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use futures::channel::oneshot;
use futures::future::FutureExt;

/// Sets the signal. Made by [`signal`].
pub struct Setter(Mutex<Option<oneshot::Sender<()>>>);

/// Waits until the signal is set. Made by [`signal`].
#[must_use = "a future does nothing before it is polled"]
pub struct Signal(oneshot::Receiver<()>);

/// The two ends of a signal that is not set.
pub fn signal() -> (Setter, Signal) {
    let (sender, receiver) = oneshot::channel();
    (Setter(Mutex::new(Some(sender))), Signal(receiver))
}

impl Setter {
    /// Sets the signal and wakes whoever polled it last.
    pub fn set(&self) {
        // The lock is free again when the statement is over, before anybody is woken.
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(sender) = sender {
            // Nobody may be waiting any more.
            let _ = sender.send(());
        }
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll_unpin(cx).map(|_set| ())
    }
}
