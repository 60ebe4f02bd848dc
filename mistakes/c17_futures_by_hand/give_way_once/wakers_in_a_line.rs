//! Mistake: lines the wakers up as a runtime does, wakes all of them, and never takes one out.
//! Breaks: "leaves no waker behind"
//! Rejected by: dropped_it_leaves_no_waker_and_wakes_nobody
//! Told: somebody still keeps a waker

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

static LINE: Mutex<Vec<Waker>> = Mutex::new(Vec::new());

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
        let mut line = LINE.lock().unwrap_or_else(PoisonError::into_inner);
        line.push(cx.waker().clone());
        if let Some(last) = line.last() {
            last.wake_by_ref();
        }
        Poll::Pending
    }
}
