//! Mistake: wakes one waiter and leaves the others asleep.
//! Breaks: "lets *all* go on at that instant who wait at that moment"
//! Rejected by: only_set_wakes_a_waiter
//! Told: somebody was not woken

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
        self.wake.notify_one();
    }

    pub fn clear(&self) {
        self.flag.store(false, Ordering::SeqCst);
    }

    pub fn is_set(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }

    pub async fn wait(&self) {
        let woken = self.wake.notified();
        if !self.is_set() {
            woken.await;
        }
    }
}
