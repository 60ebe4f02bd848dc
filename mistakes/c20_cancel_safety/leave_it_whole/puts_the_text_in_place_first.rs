//! Mistake: works on a copy of the text, and puts it in place before it is summed up.
//! Breaks: "and then both are the new ones"
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
        let mut text = pair.0.clone();
        change(&mut text).await?;
        let old = std::mem::replace(&mut pair.0, text);
        match sum_up(&pair.0).await {
            Ok(summary) => {
                pair.1 = summary;
                Ok(())
            }
            Err(error) => {
                pair.0 = old;
                Err(error)
            }
        }
    }
}
