//! Mistake: keeps its flag for the next call on the thread, to save an allocation, and does not take it
//! back: a wake in the last poll of one future makes the next one be polled.
//! Breaks: "a wake is for the future whose waker it is, and polls no other"
//! Rejected by: a_wake_that_came_too_late_is_not_for_the_next_call
//! Told: what the end of a call leaves behind

use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

thread_local! {
    static UNUSED: Cell<Option<Arc<Alarm>>> = const { Cell::new(None) };
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let alarm = UNUSED.take().unwrap_or_else(|| {
        Arc::new(Alarm {
            woken: AtomicBool::new(false),
            sleeper: thread::current(),
        })
    });
    let output = run(future, &alarm);
    // Whoever still has a waker would ring for the next call.
    if Arc::strong_count(&alarm) == 1 {
        UNUSED.set(Some(alarm));
    }
    output
}

fn run<F: Future>(future: F, alarm: &Arc<Alarm>) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::clone(alarm));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        while !alarm.woken.swap(false, Ordering::SeqCst) {
            thread::park();
        }
    }
}

struct Alarm {
    woken: AtomicBool,
    sleeper: Thread,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.sleeper.unpark();
    }
}
