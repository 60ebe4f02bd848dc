//! Mistake: stops waiting after a minute, so that nobody hangs.
//! Breaks: "waits otherwise, however long that takes"
//! Rejected by: a_thousand_wait_for_a_day_and_are_not_woken_before_it_is_set
//! Told: your code woke them itself

use std::sync::atomic::{AtomicBool, Ordering};

use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

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
        let woken = self.wake.notified();
        if !self.is_set() {
            let _ = timeout(Duration::from_secs(60), woken).await;
        }
    }
}
