//! Mistake: keeps the flag behind a lock of tokio, and blocks for it in functions that are not
//! async.
//! Breaks: "any task and any thread may call them, whoever waits"
//! Rejected by: it_tells_how_the_flag_stands, who_comes_late_does_not_wait
//! Told: Cannot block the current thread from within a runtime

use tokio::sync::Mutex;

use tokio::sync::Notify;

pub struct Event {
    flag: Mutex<bool>,
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
            flag: Mutex::new(false),
            wake: Notify::new(),
        }
    }

    pub fn set(&self) {
        *self.flag.blocking_lock() = true;
        self.wake.notify_waiters();
    }

    pub fn clear(&self) {
        *self.flag.blocking_lock() = false;
    }

    pub fn is_set(&self) -> bool {
        *self.flag.blocking_lock()
    }

    pub async fn wait(&self) {
        // Signed up before the look: `notified` hears every `notify_waiters` from its creation on,
        // so a `set` between the look and the wait is not missed.
        let woken = self.wake.notified();
        if !*self.flag.lock().await {
            woken.await;
        }
    }
}
