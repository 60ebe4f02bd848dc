//! Mistake: looks at the flag again after it was woken: if it was cleared meanwhile, it goes on
//! waiting.
//! Breaks: "even if [`clear`](Event::clear) follows before they get to run"
//! Rejected by: a_flag_cleared_at_once_still_lets_all_go_who_waited,
//! a_set_lets_those_go_who_wait_and_nobody_who_comes_after_a_clear
//! Told: look at the flag again

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
        loop {
            let woken = self.wake.notified();
            if self.is_set() {
                return;
            }
            woken.await;
        }
    }
}
