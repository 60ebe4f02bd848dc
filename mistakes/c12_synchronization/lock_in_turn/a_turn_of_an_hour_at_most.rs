//! Mistake: ends a turn that lasts for more than an hour, so that nobody keeps the others out.
//! Breaks: "before `work` has come to its end"
//! Rejected by: a_turn_may_last_a_day
//! Told: no turn takes more than an hour

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
        let mut value = self.value.lock().await;
        let longest = Duration::from_secs(60 * 60);
        timeout(longest, work(&mut value))
            .await
            .expect("no turn takes more than an hour")
    }
}
