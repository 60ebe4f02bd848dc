//! Mistake: takes it for a gate, which is open until somebody closes it.
//! Breaks: "a flag that can be waited for, and begins unset"
//! Rejected by: it_tells_how_the_flag_stands
//! Told: of a new event

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
            flag: AtomicBool::new(true),
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
        let woken = self.wake.notified();
        if !self.is_set() {
            woken.await;
        }
    }
}
