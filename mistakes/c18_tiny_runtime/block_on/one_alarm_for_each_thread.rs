//! Mistake: keeps one flag for each thread, which all calls on it share.
//! Breaks: "in a poll of a future that it runs"
//! Rejected by: it_can_be_called_in_a_poll_of_a_future_that_it_runs
//! Rejected by: it_can_be_called_again_and_old_wakers_poll_nothing
//! Told: each call should have its own

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

thread_local! {
    static ALARM: Arc<Alarm> = Arc::new(Alarm {
        woken: AtomicBool::new(false),
        sleeper: thread::current(),
    });
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let alarm = ALARM.with(Arc::clone);
    let waker = Waker::from(Arc::clone(&alarm));
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
