//! Mistake: gives the text and the summary a lock each, and takes it for enough that nothing is awaited
//! between the two. Another thread does not wait for an await.
//! Breaks: "whatever thread it is called on"
//! Rejected by: whoever_looks_on_another_thread_gets_what_belongs_together
//! Told: between the two

use std::sync::{Mutex, PoisonError, RwLock};

use tokio::sync::Semaphore;

pub struct Article<T, S> {
    turns: Semaphore,
    text: Mutex<T>,
    summary: RwLock<S>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            turns: Semaphore::new(1),
            text: Mutex::new(text),
            summary: RwLock::new(summary),
        }
    }

    fn text(&self) -> T {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        text.clone()
    }

    fn put(&self, text: T, summary: S) {
        *self.text.lock().unwrap_or_else(PoisonError::into_inner) = text;
        *self.summary.write().unwrap_or_else(PoisonError::into_inner) = summary;
    }

    pub async fn get(&self) -> (T, S) {
        let text = self.text();
        let summary = self.summary.read().unwrap_or_else(PoisonError::into_inner);
        (text, summary.clone())
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        // Nobody closes the semaphore, so that a permit always comes.
        let _turn = self.turns.acquire().await;
        let mut text = self.text();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        self.put(text, summary);
        Ok(())
    }
}
