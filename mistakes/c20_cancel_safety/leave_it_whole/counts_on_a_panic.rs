//! Mistake: expects of a future that is dropped what `std` does with a thread that panics: it catches
//! panics and errors, and puts the old text back after them.
//! Breaks: "Wherever its future is dropped"
//! Rejected by: dropped_anywhere_it_has_changed_nothing
//! Told: the old summary

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures::FutureExt;
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
        let work = AssertUnwindSafe(async {
            change(&mut pair.0).await?;
            pair.1 = sum_up(&pair.0).await?;
            Ok(())
        });
        let outcome = work.catch_unwind().await;
        if !matches!(outcome, Ok(Ok(()))) {
            *pair = old;
        }
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    }
}
