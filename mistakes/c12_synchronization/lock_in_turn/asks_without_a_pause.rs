//! Mistake: asks again and again whether the value is free, and gives way in between. Time stands
//! still for everybody.
//! Breaks: "and does not look now and then"
//! Rejected by: three_take_turns_of_a_second_each
//! Told: yield_now

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
        let mut value = loop {
            match self.value.try_lock() {
                Ok(value) => break value,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        work(&mut value).await
    }
}
