//! One lock for whose turn it is, and a `watch` channel that holds the last version: `get` never waits.

use tokio::sync::{Mutex, watch};

pub struct Article<T, S> {
    turn: Mutex<()>,
    last: watch::Sender<(T, S)>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            turn: Mutex::new(()),
            last: watch::Sender::new((text, summary)),
        }
    }

    pub async fn get(&self) -> (T, S) {
        self.last.borrow().clone()
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let _turn = self.turn.lock().await;
        let mut text = self.last.borrow().0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        self.last.send_replace((text, summary));
        Ok(())
    }
}
