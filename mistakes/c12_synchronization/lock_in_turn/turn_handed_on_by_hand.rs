//! Mistake: hands the turn on by hand after the work, so that a panic or a cancelled caller keeps
//! it for ever.
//! Breaks: "A turn ends however its `work` ends"
//! Rejected by: a_turn_that_fails_or_panics_frees_the_value,
//! a_cancelled_turn_frees_the_value_and_costs_nobody_a_turn
//! Told: the value

use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

pub struct InTurn<T> {
    turn: Semaphore,
    value: Mutex<Option<T>>,
}

impl<T> InTurn<T> {
    pub fn new(value: T) -> Self {
        InTurn {
            turn: Semaphore::new(1),
            value: Mutex::new(Some(value)),
        }
    }

    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        if let Ok(turn) = self.turn.acquire().await {
            turn.forget();
        }
        let value = self
            .value
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut value) = value else {
            unreachable!("whoever has the turn finds the value")
        };
        let result = work(&mut value).await;
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        self.turn.add_permits(1);
        result
    }
}
