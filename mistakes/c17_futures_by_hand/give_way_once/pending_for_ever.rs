//! Mistake: remembers nothing, so that it wakes and is pending in every poll: it spins.
//! Breaks: "and ready in its second"
//! Rejected by: it_is_pending_once_and_wakes_once
//! Told: the second poll was pending, too

use std::pin::Pin;
use std::task::{Context, Poll};

pub struct GiveWayOnce;

pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
