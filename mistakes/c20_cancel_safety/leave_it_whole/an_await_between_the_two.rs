//! Mistake: gives the text and the summary a lock each, and awaits the second when the first half is in
//! place. Nobody else holds that one, so the wait seems to be none; but a task that has done much in one
//! poll has to give way even there.
//! Breaks: "a rewrite that is not over has changed nothing"
//! Rejected by: dropped_where_tokio_makes_it_give_way_it_has_changed_nothing
//! Told: with no `.await` in between

use tokio::sync::{Mutex, RwLock};

pub struct Article<T, S> {
    turns: Mutex<()>,
    text: RwLock<T>,
    summary: RwLock<S>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            turns: Mutex::new(()),
            text: RwLock::new(text),
            summary: RwLock::new(summary),
        }
    }

    pub async fn get(&self) -> (T, S) {
        let text = self.text.read().await;
        // As long as the text is held, nobody puts another summary in place.
        let summary = self.summary.read().await.clone();
        (text.clone(), summary)
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let _turn = self.turns.lock().await;
        let mut new = self.text.read().await.clone();
        change(&mut new).await?;
        let sum = sum_up(&new).await?;
        let mut text = self.text.write().await;
        *text = new;
        *self.summary.write().await = sum;
        Ok(())
    }
}
