//! Mistake: leaves the waking to a task of its own, for which there has to be a runtime.
//! Breaks: "It needs no runtime"
//! Breaks: "When the first poll returns, the future has woken the task"
//! Rejected by: it_needs_no_runtime
//! Told: there is no reactor running

use std::pin::Pin;
use std::task::{Context, Poll};

pub struct GiveWayOnce {
    gave_way: bool,
}

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
        let waker = cx.waker().clone();
        tokio::spawn(async move { waker.wake() });
        Poll::Pending
    }
}
