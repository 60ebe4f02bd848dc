//! Mistake: holds the lock only to read and to write, so that nobody has to wait. Two rewrites begin with
//! the same text, and the one that ends first is lost.
//! Breaks: "changes the text that this one left"
//! Rejected by: rewrites_take_turns_in_the_order_in_which_they_came
//! Told: while the first was still at work

use tokio::sync::Mutex;

pub struct Article<T, S> {
    pair: Mutex<(T, S)>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            pair: Mutex::new((text, summary)),
        }
    }

    pub async fn get(&self) -> (T, S) {
        self.pair.lock().await.clone()
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let mut text = self.pair.lock().await.0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        *self.pair.lock().await = (text, summary);
        Ok(())
    }
}
