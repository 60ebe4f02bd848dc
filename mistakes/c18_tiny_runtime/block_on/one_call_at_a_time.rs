//! Mistake: refuses to be called while it is at work on this thread, and does not take that back if the future panics.
//! Breaks: "also after a future that panicked"
//! Rejected by: it_can_be_called_after_a_future_that_panicked
//! Told: cannot be called inside itself

use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

thread_local! {
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    assert!(!AT_WORK.replace(true), "it cannot be called inside itself");
    let mut future = pin!(future);
    let alarm = Arc::new(Alarm {
        woken: AtomicBool::new(false),
        sleeper: thread::current(),
    });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            AT_WORK.set(false);
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
