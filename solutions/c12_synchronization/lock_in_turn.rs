//! tokio's `Mutex` owns the value, makes tasks wait and not threads, and serves them in order.

use tokio::sync::Mutex;

/// A value that is used by one at a time.
pub struct InTurn<T> {
    value: Mutex<T>,
}

impl<T> InTurn<T> {
    /// A value that is free.
    pub fn new(value: T) -> Self {
        InTurn {
            value: Mutex::new(value),
        }
    }

    /// Waits for a turn, works on the value, and gives what the work gave.
    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        // The guard lives until the work is over. Its drop lets the next one in, whatever
        // happened: a result, a panic, or that this future was dropped.
        let mut value = self.value.lock().await;
        work(&mut value).await
    }
}
