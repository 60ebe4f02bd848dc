//! Mistake: leaves everything as it was when something fails, and does not say so.
//! Breaks: "What `change` or `sum_up` fails with"
//! Rejected by: when_one_fails_nothing_is_changed
//! Told: this came back

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
        if change(&mut text).await.is_ok()
            && let Ok(summary) = sum_up(&text).await
        {
            *pair = (text, summary);
        }
        Ok(())
    }
}
