//! Mistake: counts each rewrite that is gone as a turn that is over, also one that only waited for its turn:
//! the one that waits before it begins beside the one at work.
//! Breaks: "Rewrites take turns, in the order in which they were first polled"
//! Rejected by: whoever_is_dropped_in_whatever_order_the_next_one_begins
//! Told: who leaves the line without having had it hands none on

use std::mem::replace;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Somebody in the line, who waits or is at work.
struct Place<'a>(&'a watch::Sender<usize>);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|over| *over += 1);
    }
}

pub struct Article<T, S> {
    pair: Mutex<(T, S)>,
    came: AtomicUsize,
    /// How many are over.
    over: watch::Sender<usize>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            pair: Mutex::new((text, summary)),
            came: AtomicUsize::new(0),
            over: watch::Sender::new(0),
        }
    }

    pub async fn get(&self) -> (T, S) {
        lock(&self.pair).clone()
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let before = self.came.fetch_add(1, Ordering::SeqCst);
        let _place = Place(&self.over);
        let mut over = self.over.subscribe();
        let _never_closed = over.wait_for(|over| *over >= before).await.is_ok();
        let mut text = lock(&self.pair).0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        let _old = replace(&mut *lock(&self.pair), (text, summary));
        Ok(())
    }
}
