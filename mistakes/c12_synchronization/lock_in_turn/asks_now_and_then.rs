//! Mistake: asks every hundred and fifty milliseconds whether the value is free.
//! Breaks: "and does not look now and then"
//! Rejected by: three_take_turns_of_a_second_each
//! Told: started 50ms too late

use std::time::Duration;

use tokio::sync::Mutex;

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
        loop {
            if let Ok(mut value) = self.value.try_lock() {
                return work(&mut value).await;
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }
}
