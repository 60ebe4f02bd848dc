//! Mistake: has the old text summed up, the one that still stands in its place.
//! Breaks: "sum up the changed text"
//! Rejected by: both_are_the_new_ones_when_it_is_over
//! Told: was given the text

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
        let mut pair = self.pair.lock().await;
        let mut text = pair.0.clone();
        change(&mut text).await?;
        let summary = sum_up(&pair.0).await?;
        *pair = (text, summary);
        Ok(())
    }
}
