//! Works on the text itself. A guard that still holds the lock puts the old one back when it is dropped.

use tokio::sync::{Mutex, MutexGuard};

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
        let pair = self.pair.lock().await;
        let mut work = Work {
            old: Some(pair.0.clone()),
            pair,
        };
        change(&mut work.pair.0).await?;
        let summary = sum_up(&work.pair.0).await?;
        work.pair.1 = summary;
        work.old = None;
        Ok(())
    }
}

/// Work on the article that may end anywhere, and the lock that it holds.
struct Work<'a, T, S> {
    pair: MutexGuard<'a, (T, S)>,
    old: Option<T>,
}

impl<T, S> Drop for Work<'_, T, S> {
    fn drop(&mut self) {
        // The lock is let go only after this.
        if let Some(old) = self.old.take() {
            self.pair.0 = old;
        }
    }
}
