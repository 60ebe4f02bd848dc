//! Mistake: lets the thread give way to other threads. The task goes on, and no other task gets a
//! turn.
//! Breaks: "a future that is pending in its first poll"
//! Rejected by: it_is_pending_once_and_wakes_once
//! Told: nobody else got a turn

use std::pin::Pin;
use std::task::{Context, Poll};

pub struct GiveWayOnce;

pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        std::thread::yield_now();
        Poll::Ready(())
    }
}
