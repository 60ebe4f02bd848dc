//! Another way: keeps a waker where the note would be. Whoever finds one has been here before.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Pending in its first poll, ready in its second. Made by [`give_way_once`].
#[must_use = "a future does nothing before it is polled"]
#[derive(Default)]
pub struct GiveWayOnce {
    woken: Option<Waker>,
}

/// A future that lets every other task that waits for a turn have one.
pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce::default()
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.woken.take() {
            Some(_) => Poll::Ready(()),
            None => {
                self.woken.insert(cx.waker().clone()).wake_by_ref();
                Poll::Pending
            }
        }
    }
}
