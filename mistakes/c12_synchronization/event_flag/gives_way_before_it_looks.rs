//! Mistake: gives way to others before it looks, so that even a flag that is set costs a turn.
//! Breaks: "returns at once, in its first poll, while the flag is set"
//! Rejected by: who_comes_late_does_not_wait
//! Told: nobody has to wait while the flag is set

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

pub struct Event {
    flag: AtomicBool,
    wake: Notify,
}

impl Default for Event {
    fn default() -> Self {
        Event::new()
    }
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
        // Signed up before the look: `notified` hears every `notify_waiters` from its creation on,
        // so a `set` between the look and the wait is not missed.
        tokio::task::yield_now().await;
        let woken = self.wake.notified();
        if !self.is_set() {
            woken.await;
        }
    }
}
