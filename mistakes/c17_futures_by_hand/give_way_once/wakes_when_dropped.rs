//! Mistake: keeps the waker and wakes once more when it is dropped, to be on the safe side.
//! Breaks: "When the future is dropped, it wakes nobody"
//! Rejected by: dropped_it_leaves_no_waker_and_wakes_nobody
//! Told: dropping it should wake nobody

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

#[derive(Default)]
pub struct GiveWayOnce {
    waker: Option<Waker>,
}

pub fn give_way_once() -> GiveWayOnce {
    GiveWayOnce::default()
}

impl Future for GiveWayOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.waker.is_some() {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        self.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for GiveWayOnce {
    fn drop(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}
