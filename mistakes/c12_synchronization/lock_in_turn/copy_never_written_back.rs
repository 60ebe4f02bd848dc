//! Mistake: takes turns, but works on a copy that nobody else ever sees.
//! Breaks: "hands the value to `work`, awaits what `work` does with it"
//! Rejected by: nobody_else_has_the_value_during_a_turn
//! Told: something was lost

use tokio::sync::Mutex;

pub struct InTurn<T> {
    value: Mutex<T>,
}

impl<T: Clone> InTurn<T> {
    pub fn new(value: T) -> Self {
        InTurn {
            value: Mutex::new(value),
        }
    }

    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        let value = self.value.lock().await;
        work(&mut value.clone()).await
    }
}
