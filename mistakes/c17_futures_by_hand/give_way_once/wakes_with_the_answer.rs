//! Mistake: keeps the waker, and wakes with it when the second poll is there, which nobody asks for.
//! Breaks: "When the first poll returns, the future has woken the task"
//! Rejected by: it_is_pending_once_and_wakes_once
//! Told: only put a waker away

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
        match self.waker.take() {
            Some(waker) => {
                waker.wake();
                Poll::Ready(())
            }
            None => {
                self.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}
