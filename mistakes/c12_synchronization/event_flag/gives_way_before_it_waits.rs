//! Mistake: gives way between the look and the wait: a `set` that runs meanwhile is lost.
//! Breaks: "there is no gap between looking at the flag and waiting"
//! Rejected by: nobody_is_missed_whatever_runs_first
//! Told: deadlock

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
        if !self.is_set() {
            tokio::task::yield_now().await;
            self.wake.notified().await;
        }
    }
}
