//! Mistake: a `Drop` puts the old text back with `try_lock`. What was made last is dropped first: the lock
//! is still held then, and nothing is put back.
//! Breaks: "a rewrite that is not over has changed nothing"
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
        let mut repair = Repair {
            pair: &self.pair,
            old: Some(pair.clone()),
        };
        change(&mut pair.0).await?;
        pair.1 = sum_up(&pair.0).await?;
        repair.old = None;
        Ok(())
    }
}

struct Repair<'a, T, S> {
    pair: &'a Mutex<(T, S)>,
    old: Option<(T, S)>,
}

impl<T, S> Drop for Repair<'_, T, S> {
    fn drop(&mut self) {
        if let (Some(old), Ok(mut pair)) = (self.old.take(), self.pair.try_lock()) {
            *pair = old;
        }
    }
}
