//! A flag that says that there was a wake, and a thread that is unparked after the flag was set. The
//! flag counts; the sleep is only for as long as it is not set.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Polls the future on this thread until it is ready, and gives its output.
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
        // Taken back before the poll, so that a wake in the middle of it counts. Whatever else has
        // ended the sleep, the thread goes to sleep again.
        while !alarm.woken.swap(false, Ordering::SeqCst) {
            thread::park();
        }
    }
}

/// One for each call: so a wake finds the future that it is for.
struct Alarm {
    /// Since the last poll began.
    woken: AtomicBool,
    sleeper: Thread,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.sleeper.unpark();
    }
}
