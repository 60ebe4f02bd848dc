//! Mistake: keeps the old text, and puts it back when something fails. A future that is dropped does not
//! fail: it is gone.
//! Breaks: "Wherever its future is dropped, a rewrite that is not over"
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
        let old = pair.clone();
        let outcome = async {
            change(&mut pair.0).await?;
            pair.1 = sum_up(&pair.0).await?;
            Ok(())
        }
        .await;
        if outcome.is_err() {
            *pair = old;
        }
        outcome
    }
}
