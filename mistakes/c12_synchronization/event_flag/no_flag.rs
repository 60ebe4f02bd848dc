//! Mistake: wakes those who wait and remembers nothing for those who come late.
//! Breaks: "returns at once, in its first poll, while the flag is set"
//! Rejected by: who_comes_late_does_not_wait
//! Told: `wait` has to look at the flag before it waits

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

    pub async fn wait(&self) {
        self.wake.notified().await;
    }
}
