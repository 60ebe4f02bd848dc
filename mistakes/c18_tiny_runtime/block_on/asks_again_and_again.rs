//! Mistake: polls in a loop, with a waker that does nothing.
//! Breaks: "again whenever the future was woken since its last poll began"
//! Rejected by: it_is_polled_once_and_once_more_for_each_wake
//! Told: your loop polls without being told to

use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        std::thread::yield_now();
    }
}
