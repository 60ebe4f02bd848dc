//! A note in a field: whether it has given way. The first poll makes the note and asks for another
//! turn; the second one finds it.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Pending in its first poll, ready in its second. Made by [`give_way_once`].
#[must_use = "a future does nothing before it is polled"]
pub struct GiveWayOnce {
    gave_way: bool,
}

/// A future that lets every other task that waits for a turn have one.
pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce { gave_way: false }
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.gave_way {
            return Poll::Ready(());
        }
        self.gave_way = true;
        // Nobody else would: without this the task is never polled again.
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
