//! Mistake: counts those who wait and sends so many wake-ups: one who has left is still counted,
//! and its wake-up stays for somebody else.
//! Breaks: "which changes nothing for the others"
//! Rejected by: a_cancelled_waiter_changes_nothing_for_the_others
//! Told: nothing of it may be left

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Notify;

pub struct Event {
    flag: AtomicBool,
    waiting: AtomicUsize,
    wake: Notify,
}

impl Event {
    pub fn new() -> Self {
        Event {
            flag: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            wake: Notify::new(),
        }
    }

    pub fn set(&self) {
        self.flag.store(true, Ordering::SeqCst);
        for _ in 0..self.waiting.swap(0, Ordering::SeqCst) {
            self.wake.notify_one();
        }
    }

    pub fn clear(&self) {
        self.flag.store(false, Ordering::SeqCst);
    }

    pub fn is_set(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }

    pub async fn wait(&self) {
        if !self.is_set() {
            self.waiting.fetch_add(1, Ordering::SeqCst);
            self.wake.notified().await;
        }
    }
}
