//! Mistake: gives way twice, to be sure that everybody had a turn.
//! Breaks: "and ready in its second"
//! Rejected by: it_is_pending_once_and_wakes_once
//! Told: it should be ready, since the others have had their turn

use std::pin::Pin;
use std::task::{Context, Poll};

pub struct GiveWayOnce {
    polls: u32,
}

pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce { polls: 0 }
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.polls += 1;
        if self.polls > 2 {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
