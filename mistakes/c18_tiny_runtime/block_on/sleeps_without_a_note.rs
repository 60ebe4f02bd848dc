//! Mistake: waits on a condition variable, and nobody writes down that there was a wake.
//! Breaks: "not one that comes in the middle of a poll"
//! Rejected by: a_wake_in_the_middle_of_a_poll_is_not_lost
//! Told: nobody wrote it down

use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

#[derive(Default)]
struct Bell {
    lock: Mutex<()>,
    rings: Condvar,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rings.notify_all();
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
        let asleep = bell.lock.lock().unwrap_or_else(PoisonError::into_inner);
        drop(bell.rings.wait(asleep));
    }
}
