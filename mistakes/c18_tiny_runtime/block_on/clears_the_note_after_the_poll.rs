//! Mistake: forgets after each poll that there was a wake, also one that came in the middle of it.
//! Breaks: "not one that comes in the middle of a poll"
//! Rejected by: a_wake_in_the_middle_of_a_poll_is_not_lost
//! Told: which was pending, and it was not polled again

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let alarm = Arc::new(Alarm {
        woken: AtomicBool::new(false),
        sleeper: thread::current(),
    });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        alarm.woken.store(false, Ordering::SeqCst);
        while !alarm.woken.load(Ordering::SeqCst) {
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
