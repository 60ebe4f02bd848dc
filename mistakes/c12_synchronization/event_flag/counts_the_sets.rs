//! Mistake: counts how often it was set, so that it has to be cleared as often.
//! Breaks: "Setting a flag that is set, or clearing one that is not, changes nothing"
//! Rejected by: it_tells_how_the_flag_stands
//! Told: it took one more `clear` to take the flag down

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

pub struct Event {
    flag: AtomicUsize,
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
            flag: AtomicUsize::new(0),
            wake: Notify::new(),
        }
    }

    pub fn set(&self) {
        self.flag.fetch_add(1, Ordering::SeqCst);
        self.wake.notify_waiters();
    }

    pub fn clear(&self) {
        let left = self.flag.load(Ordering::SeqCst).saturating_sub(1);
        self.flag.store(left, Ordering::SeqCst);
    }

    pub fn is_set(&self) -> bool {
        self.flag.load(Ordering::SeqCst) > 0
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
