//! Mistake: takes a new text without a summary for better than none, and keeps it when `sum_up` fails.
//! Breaks: "its error comes back, and nothing is changed"
//! Rejected by: when_one_fails_nothing_is_changed
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
        let mut text = pair.0.clone();
        change(&mut text).await?;
        match sum_up(&text).await {
            Ok(summary) => {
                *pair = (text, summary);
                Ok(())
            }
            Err(error) => {
                pair.0 = text;
                Err(error)
            }
        }
    }
}
