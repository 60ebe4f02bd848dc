//! Mistake: changes the text itself, since the lock keeps everybody out. Dropped in the middle, it lets
//! the lock go over a text that is changed, with the summary of the old one.
//! Breaks: "a rewrite that is not over has changed nothing"
//! Rejected by: dropped_anywhere_it_has_changed_nothing
//! Told: the old summary

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
        change(&mut pair.0).await?;
        let summary = sum_up(&pair.0).await?;
        pair.1 = summary;
        Ok(())
    }
}
