//! The work is done on a copy, and put in place without an `.await`.

use tokio::sync::Mutex;

/// A text and its summary, which belong together.
pub struct Article<T, S> {
    pair: Mutex<(T, S)>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    /// An article with this text and this summary.
    pub fn new(text: T, summary: S) -> Self {
        Article {
            pair: Mutex::new((text, summary)),
        }
    }

    /// The text and the summary that belongs to it.
    pub async fn get(&self) -> (T, S) {
        self.pair.lock().await.clone()
    }

    /// Changes the text and the summary, or neither.
    ///
    /// # Errors
    /// What `change` or `sum_up` fails with.
    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let mut pair = self.pair.lock().await;
        let mut text = pair.0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        // Nothing between the two can be dropped or fail.
        *pair = (text, summary);
        Ok(())
    }
}
