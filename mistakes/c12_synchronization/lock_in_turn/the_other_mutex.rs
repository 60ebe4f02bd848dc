//! Mistake: takes the first async lock that it finds, the one of `futures`, which lets whoever asks
//! at the right moment past those who wait.
//! Breaks: "Who has just had a turn and asks again goes to the end of the line"
//! Rejected by: who_asks_again_goes_to_the_end_of_the_line
//! Told: before `patient`

use futures::lock::Mutex;

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
        work(&mut value).await
    }
}
