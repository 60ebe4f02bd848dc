//! Mistake: looks at the flag every three hundred milliseconds.
//! Breaks: "and not now and then to look"
//! Rejected by: all_who_wait_go_at_the_instant_it_is_set
//! Told: at the next look

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::time::{Duration, sleep};

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
            sleep(Duration::from_millis(300)).await;
        }
    }
}
