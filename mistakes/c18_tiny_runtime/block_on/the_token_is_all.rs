//! Mistake: takes the token of `unpark` for the news of a wake.
//! Breaks: "and not if the future itself parks the thread"
//! Rejected by: a_wake_is_not_lost_if_the_future_parks_its_thread
//! Rejected by: nothing_but_a_wake_makes_it_poll
//! Told: its `park` took the token of the wake

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

struct Unparks(Thread);

impl Wake for Unparks {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unparks(thread::current())));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        thread::park();
    }
}
