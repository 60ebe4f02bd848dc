//! Mistake: leaves the waking to a thread, which takes a moment to start, and keeps a waker until it
//! does.
//! Breaks: "When the first poll returns, the future has woken the task"
//! Rejected by: it_is_pending_once_and_wakes_once
//! Told: the poll itself should wake

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
        std::thread::spawn(move || waker.wake());
        Poll::Pending
    }
}
