//! Mistake: no lock: everybody works on a copy at the same time, and writes it back afterwards.
//! Breaks: "nobody else has the value before `work` has come to its end"
//! Rejected by: three_take_turns_of_a_second_each
//! Told: ran at once

use std::sync::{Mutex, PoisonError};

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
        let mut copy = self
            .value
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let result = work(&mut copy).await;
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = copy;
        result
    }
}
