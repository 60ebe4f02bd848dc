//! Mistake: gives the text and the summary a lock each. Whoever reads takes one after the other, and gets
//! the old text with the new summary.
//! Breaks: "and never parts of two"
//! Rejected by: whoever_looks_meanwhile_gets_what_belongs_together
//! Told: read in one step

use tokio::sync::Mutex;

pub struct Article<T, S> {
    text: Mutex<T>,
    summary: Mutex<S>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            text: Mutex::new(text),
            summary: Mutex::new(summary),
        }
    }

    pub async fn get(&self) -> (T, S) {
        let text = self.text.lock().await.clone();
        let summary = self.summary.lock().await.clone();
        (text, summary)
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let mut summary = self.summary.lock().await;
        let mut text = self.text.lock().await.clone();
        change(&mut text).await?;
        let new = sum_up(&text).await?;
        *self.text.lock().await = text;
        *summary = new;
        Ok(())
    }
}
