//! Mistake: keeps in a flag whether somebody is at work, and takes the flag back at the end of the work.
//! Neither a panic nor a drop comes to that end.
//! Breaks: "When one of them panics, the caller gets the panic, nothing is changed, and the next one begins"
//! Breaks: "the next one begins at that instant"
//! Rejected by: a_panic_changes_nothing_and_the_next_one_begins, the_next_one_begins_when_one_is_dropped
//! Told: never begun

use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

pub struct Article<T, S> {
    turn: Semaphore,
    pair: Mutex<(T, S)>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            turn: Semaphore::new(1),
            pair: Mutex::new((text, summary)),
        }
    }

    async fn work<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let mut text = self.get().await.0;
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        *self.pair.lock().unwrap_or_else(PoisonError::into_inner) = (text, summary);
        Ok(())
    }

    pub async fn get(&self) -> (T, S) {
        self.pair
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        if let Ok(turn) = self.turn.acquire().await {
            turn.forget();
        }
        let outcome = self.work(change, sum_up).await;
        self.turn.add_permits(1);
        outcome
    }
}
