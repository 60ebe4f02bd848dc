//! Mistake: works on a copy and puts it in place when the work is done: what a turn changed that
//! did not come to its end is lost.
//! Breaks: "The next finds the value as it was left"
//! Rejected by: a_cancelled_turn_leaves_the_value_as_it_was_then,
//! a_turn_that_fails_or_panics_frees_the_value
//! Told: the next one

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
        // The guard lives until the work is over. Its drop lets the next one in, whatever
        // happened: a result, a panic, or that this future was dropped.
        let mut value = self.value.lock().await;
        let mut copy = value.clone();
        let result = work(&mut copy).await;
        *value = copy;
        result
    }
}
