//! A semaphore with one permit for whose turn it is, and a lock of `std` that nobody holds over an `.await`.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

pub struct Article<T, S> {
    turns: Semaphore,
    pair: Mutex<Arc<(T, S)>>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            turns: Semaphore::new(1),
            pair: Mutex::new(Arc::new((text, summary))),
        }
    }

    fn now(&self) -> Arc<(T, S)> {
        Arc::clone(&self.pair.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub async fn get(&self) -> (T, S) {
        (*self.now()).clone()
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        // Nobody closes the semaphore, so that a permit always comes.
        let _turn = self.turns.acquire().await;
        let mut text = self.now().0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        *self.pair.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new((text, summary));
        Ok(())
    }
}
