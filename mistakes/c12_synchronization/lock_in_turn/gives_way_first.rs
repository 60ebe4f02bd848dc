//! Mistake: gives way to others before it asks, also when nobody has the value.
//! Breaks: "a free value is had at once, in the first poll"
//! Rejected by: a_free_value_is_had_in_the_first_poll
//! Told: its work did not begin then

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
        // The guard lives until the work is over. Its drop lets the next one in, whatever
        // happened: a result, a panic, or that this future was dropped.
        tokio::task::yield_now().await;
        let mut value = self.value.lock().await;
        work(&mut value).await
    }
}
