//! Mistake: does not trust its sleep, and polls after a second at the latest.
//! Breaks: "Nothing else makes it poll"
//! Rejected by: between_two_polls_the_thread_sleeps
//! Told: nothing but a wake should make your loop poll

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

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
        let latest = Instant::now() + Duration::from_secs(1);
        while !alarm.woken.swap(false, Ordering::SeqCst) && Instant::now() < latest {
            thread::park_timeout(latest.saturating_duration_since(Instant::now()));
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
