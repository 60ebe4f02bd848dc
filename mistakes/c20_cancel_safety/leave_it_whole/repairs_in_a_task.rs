//! Mistake: a `Drop` cannot await the lock, so it spawns a task that puts the old text back later. Others
//! come before that task, and their changes are undone.
//! Breaks: "a rewrite that is not over has changed nothing"
//! Rejected by: dropped_anywhere_it_has_changed_nothing
//! Told: the old summary

use std::sync::Arc;

use tokio::sync::Mutex;

pub struct Article<T, S> {
    pair: Arc<Mutex<(T, S)>>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            pair: Arc::new(Mutex::new((text, summary))),
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
        let mut repair = Repair {
            pair: Arc::clone(&self.pair),
            old: Some(pair.clone()),
        };
        change(&mut pair.0).await?;
        pair.1 = sum_up(&pair.0).await?;
        repair.old = None;
        Ok(())
    }
}

struct Repair<T: Send + 'static, S: Send + 'static> {
    pair: Arc<Mutex<(T, S)>>,
    old: Option<(T, S)>,
}

impl<T: Send + 'static, S: Send + 'static> Drop for Repair<T, S> {
    fn drop(&mut self) {
        if let Some(old) = self.old.take() {
            let pair = Arc::clone(&self.pair);
            tokio::spawn(async move { *pair.lock().await = old });
        }
    }
}
