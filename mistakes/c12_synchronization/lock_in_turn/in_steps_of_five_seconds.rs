//! Mistake: waits for the lock five seconds at a time, and so goes to the end of the line every
//! five seconds.
//! Breaks: "however long the line is and however long one waits"
//! Breaks: "and does not look now and then"
//! Rejected by: who_waits_a_day_keeps_its_place_and_is_not_woken
//! Told: has lost its place

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

pub struct InTurn<T> {
    value: Mutex<T>,
}

impl<T> InTurn<T> {
    pub fn new(value: T) -> Self {
        InTurn {
            value: Mutex::new(value),
        }
    }

    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        // The guard lives until the work is over. Its drop lets the next one in, whatever
        // happened: a result, a panic, or that this future was dropped.
        loop {
            let turn = timeout(Duration::from_secs(5), self.value.lock()).await;
            if let Ok(mut value) = turn {
                return work(&mut value).await;
            }
        }
    }
}
