//! Mistake: takes the text out of its place to work on it, and puts it back afterwards. Dropped in
//! between, there is no text any more.
//! Breaks: "and the next one begins at that instant"
//! Rejected by: dropped_anywhere_it_has_changed_nothing
//! Told: nobody put it back

use tokio::sync::Mutex;

pub struct Article<T, S> {
    pair: Mutex<Option<(T, S)>>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            pair: Mutex::new(Some((text, summary))),
        }
    }

    pub async fn get(&self) -> (T, S) {
        let pair = self.pair.lock().await;
        pair.clone().expect("nobody put it back")
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let mut place = self.pair.lock().await;
        let (mut text, old) = place.take().expect("nobody put it back");
        let before = text.clone();
        let outcome = match change(&mut text).await {
            Ok(()) => sum_up(&text).await,
            Err(error) => Err(error),
        };
        let (pair, outcome) = match outcome {
            Ok(summary) => ((text, summary), Ok(())),
            Err(error) => ((before, old), Err(error)),
        };
        *place = Some(pair);
        outcome
    }
}
