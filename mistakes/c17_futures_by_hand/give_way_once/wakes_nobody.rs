//! Mistake: is pending once and wakes nobody, so that nobody ever comes back.
//! Breaks: "the future has woken the task that polled it"
//! Rejected by: a_thousand_in_a_row_cost_a_turn_each_and_no_time
//! Told: keeps no waker of it

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

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        if self.gave_way {
            return Poll::Ready(());
        }
        self.gave_way = true;
        Poll::Pending
    }
}
