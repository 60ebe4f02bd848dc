//! Instead of a `Mutex`, an `RwLock` that everybody writes: its line is fair as well.

use tokio::sync::RwLock;

/// A value that is used by one at a time.
pub struct InTurn<T> {
    value: RwLock<T>,
}

impl<T> InTurn<T> {
    /// A value that is free.
    pub fn new(value: T) -> Self {
        InTurn {
            value: RwLock::new(value),
        }
    }

    /// Waits for a turn, works on the value, and gives what the work gave.
    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        let mut value = self.value.write().await;
        let result = work(&mut value).await;
        drop(value);
        result
    }
}
