//! Mistake: spares the wake where this task was woken already and has not had its turn, as a thread
//! notes it. The note is taken back by a second poll, which one that is dropped never has.
//! Breaks: "the future has woken the task that polled it, once"
//! Rejected by: what_became_of_another_one_does_not_count
//! Told: whatever became of another one

use std::cell::Cell;
use std::pin::Pin;
use std::ptr::null;
use std::task::{Context, Poll};

thread_local! {
    static HAS_BEEN_WOKEN: Cell<*const ()> = const { Cell::new(null()) };
}

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
            HAS_BEEN_WOKEN.set(null());
            return Poll::Ready(());
        }
        self.gave_way = true;
        let task = cx.waker().data();
        if HAS_BEEN_WOKEN.replace(task) != task {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}
