//! Mistake: keeps the note in one place for all futures, so that they give way by turns.
//! Breaks: "a future that is pending in its first poll and ready in its second"
//! Rejected by: two_that_take_turns_do_not_disturb_each_other
//! Told: keep the note in the future itself

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

static GAVE_WAY: AtomicBool = AtomicBool::new(false);

pub struct GiveWayOnce;

pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if GAVE_WAY.fetch_not(Ordering::SeqCst) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
