//! Mistake: holds the lock of `std` over an `.await`: the next one to ask stops the thread that the
//! holder needs to go on.
//! Breaks: "waits for its turn, hands the value to `work`, awaits what `work` does"
//! Rejected by: three_take_turns_of_a_second_each, nobody_else_has_the_value_during_a_turn
//! Told: blocked the thread

use std::sync::{Mutex, PoisonError};

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
        let mut value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut value).await
    }
}
