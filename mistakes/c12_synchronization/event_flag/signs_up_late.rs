//! Mistake: looks at the flag when it is called and signs up when it is first polled: a `set` in
//! between is lost.
//! Breaks: "there is no gap between looking at the flag and waiting"
//! Rejected by: a_set_after_the_call_and_before_the_first_poll_is_not_missed
//! Told: lost between the look and the wait

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

pub struct Event {
    flag: AtomicBool,
    wake: Notify,
}

impl Event {
    pub fn new() -> Self {
        Event {
            flag: AtomicBool::new(false),
            wake: Notify::new(),
        }
    }

    pub fn set(&self) {
        self.flag.store(true, Ordering::SeqCst);
        self.wake.notify_waiters();
    }

    pub fn clear(&self) {
        self.flag.store(false, Ordering::SeqCst);
    }

    pub fn is_set(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }

    pub fn wait(&self) -> impl Future<Output = ()> {
        let set = self.is_set();
        async move {
            if !set {
                self.wake.notified().await;
            }
        }
    }
}
