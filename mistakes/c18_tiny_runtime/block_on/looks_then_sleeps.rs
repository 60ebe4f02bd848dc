//! Mistake: looks at the flag, and goes to sleep in another step: a wake in between rings for nobody.
//! Breaks: "not one between the poll and the sleep"
//! Rejected by: a_wake_between_the_poll_and_the_sleep_is_not_lost
//! Told: between the last look of your loop and its sleep

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

#[derive(Default)]
struct Bell {
    rung: AtomicBool,
    lock: Mutex<()>,
    rings: Condvar,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rung.store(true, Ordering::SeqCst);
        self.rings.notify_one();
    }
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        while !bell.rung.swap(false, Ordering::SeqCst) {
            let asleep = bell.lock.lock().unwrap_or_else(PoisonError::into_inner);
            drop(bell.rings.wait(asleep));
        }
    }
}
