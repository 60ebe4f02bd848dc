//! Mistake: wakes first and looks then, so that the second poll wakes as well.
//! Breaks: "The second poll wakes nobody"
//! Rejected by: it_is_pending_once_and_wakes_once
//! Told: the second poll was ready and woke the task all the same

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
        cx.waker().wake_by_ref();
        if self.gave_way {
            return Poll::Ready(());
        }
        self.gave_way = true;
        Poll::Pending
    }
}
