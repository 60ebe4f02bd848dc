//! Mistake: wakes by a clone and by reference, which is two wakes for one turn.
//! Breaks: "has woken the task that polled it, once"
//! Rejected by: it_is_pending_once_and_wakes_once
//! Told: once is enough for another turn

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
        let waker = cx.waker();
        waker.wake_by_ref();
        waker.clone().wake();
        Poll::Pending
    }
}
