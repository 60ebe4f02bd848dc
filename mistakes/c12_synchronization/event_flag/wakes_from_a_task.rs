//! Mistake: wakes those who wait in a task of its own, for which a plain thread has no runtime.
//! Breaks: "any task and any thread may call them, whoever waits"
//! Breaks: "lets *all* go on at that instant who wait at that moment"
//! Rejected by: any_thread_may_set_it
//! Told: there is no reactor running

use std::sync::atomic::{AtomicBool, Ordering};

use std::sync::Arc;

use tokio::sync::Notify;

pub struct Event {
    flag: AtomicBool,
    wake: Arc<Notify>,
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
            wake: Arc::new(Notify::new()),
        }
    }

    pub fn set(&self) {
        self.flag.store(true, Ordering::SeqCst);
        let wake = Arc::clone(&self.wake);
        tokio::spawn(async move { wake.notify_waiters() });
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
