//! Another way: no lock, but a flag that is atomic and the cell for one waker that the `futures`
//! crate has. They are two, so the order counts: put the waker away, then look.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use futures::task::AtomicWaker;

#[derive(Default)]
struct State {
    set: AtomicBool,
    waker: AtomicWaker,
}

/// Sets the signal. Made by [`signal`].
pub struct Setter(Arc<State>);

/// Waits until the signal is set. Made by [`signal`].
#[must_use = "a future does nothing before it is polled"]
pub struct Signal(Arc<State>);

/// The two ends of a signal that is not set.
pub fn signal() -> (Setter, Signal) {
    let state = Arc::new(State::default());
    (Setter(Arc::clone(&state)), Signal(state))
}

impl Setter {
    /// Sets the signal and wakes whoever polled it last.
    pub fn set(&self) {
        self.0.set.store(true, Ordering::Release);
        self.0.waker.wake();
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // The first look saves the work where there is nothing to wait for; the second one counts.
        if self.0.set.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        self.0.waker.register(cx.waker());
        if self.0.set.load(Ordering::Acquire) {
            drop(self.0.waker.take());
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        drop(self.0.waker.take());
    }
}
