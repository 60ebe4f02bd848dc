//! Mistake: has the text summed up, whether it was changed or not, and looks at the error afterwards.
//! Breaks: "`sum_up` is not called"
//! Rejected by: when_one_fails_nothing_is_changed
//! Told: all the same

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
        let changed = change(&mut text).await;
        let summary = sum_up(&text).await;
        changed?;
        *pair = (text, summary?);
        Ok(())
    }
}
