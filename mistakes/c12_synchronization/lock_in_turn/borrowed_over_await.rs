//! Mistake: a `RefCell` makes nobody wait: who asks while it is borrowed panics.
//! Breaks: "waits for its turn, hands the value to `work`"
//! Rejected by: three_take_turns_of_a_second_each
//! Told: already borrowed

use std::cell::RefCell;

pub struct InTurn<T> {
    value: RefCell<T>,
}

impl<T> InTurn<T> {
    pub fn new(value: T) -> Self {
        InTurn {
            value: RefCell::new(value),
        }
    }

    pub async fn with<R>(&self, work: impl AsyncFnOnce(&mut T) -> R) -> R {
        let mut value = self.value.borrow_mut();
        work(&mut value).await
    }
}
