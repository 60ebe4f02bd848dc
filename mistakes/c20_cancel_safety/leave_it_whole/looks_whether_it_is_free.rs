//! Mistake: looks every ten milliseconds whether somebody is at work. It comes late, and whoever looks
//! first is the next, not whoever came first.
//! Breaks: "Each begins at the instant at which the one before it is over"
//! Breaks: "in the order in which they were first polled"
//! Rejected by: rewrites_take_turns_in_the_order_in_which_they_came
//! Told: began

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::sleep;

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
        let mut pair = loop {
            match self.pair.try_lock() {
                Ok(pair) => break pair,
                Err(_) => sleep(Duration::from_millis(10)).await,
            }
        };
        let mut text = pair.0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        *pair = (text, summary);
        Ok(())
    }
}
