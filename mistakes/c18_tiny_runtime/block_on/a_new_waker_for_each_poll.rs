//! Mistake: makes a new waker for each poll.
//! Breaks: "All polls get wakers of the same task"
//! Rejected by: all_polls_get_wakers_of_the_same_task
//! Told: it is a new waker for each poll

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        let alarm = Arc::new(Alarm {
            woken: AtomicBool::new(false),
            sleeper: thread::current(),
        });
        let waker = Waker::from(Arc::clone(&alarm));
        let mut cx = Context::from_waker(&waker);
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
