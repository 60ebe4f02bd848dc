//! Mistake: looks at the flag again and again and gives way in between: time stands still.
//! Breaks: "and not now and then to look"
//! Rejected by: all_who_wait_go_at_the_instant_it_is_set
//! Told: yield_now

use std::sync::atomic::{AtomicBool, Ordering};

pub struct Event {
    flag: AtomicBool,
}

impl Event {
    pub fn new() -> Self {
        Event {
            flag: AtomicBool::new(false),
        }
    }

    pub fn set(&self) {
        self.flag.store(true, Ordering::SeqCst);
    }

    pub fn clear(&self) {
        self.flag.store(false, Ordering::SeqCst);
    }

    pub fn is_set(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }

    pub async fn wait(&self) {
        while !self.is_set() {
            tokio::task::yield_now().await;
        }
    }
}
