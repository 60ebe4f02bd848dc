//! Mistake: sleeps for a while before it lets go, "to give the others a chance".
//! Breaks: "The next turn begins at the instant the one before it ends"
//! Rejected by: three_take_turns_of_a_second_each
//! Told: and `with` came back 100ms later

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
        let mut value = self.value.lock().await;
        let result = work(&mut value).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        result
    }
}
