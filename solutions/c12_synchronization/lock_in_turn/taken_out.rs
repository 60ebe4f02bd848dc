//! Instead of an async lock, a semaphore of one for the turns, and the value taken out meanwhile.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

/// A value that is used by one at a time.
pub struct InTurn<T> {
    turn: Semaphore,
    value: Mutex<Option<T>>,
}

/// The value while somebody has it; dropped, it goes back.
struct Taken<'a, T> {
    home: &'a Mutex<Option<T>>,
    value: Option<T>,
}

impl<T> Drop for Taken<'_, T> {
    fn drop(&mut self) {
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = self.value.take();
    }
}

impl<T> InTurn<T> {
    /// A value that is free.
    pub fn new(value: T) -> Self {
        InTurn {
            turn: Semaphore::new(1),
            value: Mutex::new(Some(value)),
        }
    }

    /// Waits for a turn, works on the value, and gives what the work gave.
    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        let _turn = self.turn.acquire().await;
        let value = self
            .value
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // Dropped before the turn is: first the value goes back, then the next one comes.
        let mut taken = Taken {
            home: &self.value,
            value,
        };
        match &mut taken.value {
            Some(value) => work(value).await,
            None => unreachable!("whoever has the turn finds the value"),
        }
    }
}
