//! Mistake: wakes the task and is ready all the same, so that nobody else gets a turn.
//! Breaks: "a future that is pending in its first poll"
//! Rejected by: all_who_wait_for_a_turn_get_one
//! Told: 0 of them had got one

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
        Poll::Ready(())
    }
}
