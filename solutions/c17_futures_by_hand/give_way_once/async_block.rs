//! Another way: the compiler keeps the note. An async block asks for the waker, wakes, and is pending
//! once; where it stands is the state.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::future::{BoxFuture, FutureExt};
use futures::pending;

/// Pending in its first poll, ready in its second. Made by [`give_way_once`].
#[must_use = "a future does nothing before it is polled"]
pub struct GiveWayOnce {
    block: BoxFuture<'static, ()>,
}

/// A future that lets every other task that waits for a turn have one.
pub fn give_way_once() -> GiveWayOnce {
    let block = async {
        poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::Ready(())
        })
        .await;
        pending!();
    };
    GiveWayOnce {
        block: block.boxed(),
    }
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.block.poll_unpin(cx)
    }
}
