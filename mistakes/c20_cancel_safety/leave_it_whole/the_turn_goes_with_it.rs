//! Mistake: whoever is over hands the turn to the next one that is still there, and that one has nothing
//! that would hand it on until it is polled again: dropped before that, it takes the turn with it.
//! Breaks: "the next one begins at that instant"
//! Rejected by: the_next_one_begins_when_one_is_dropped, whoever_is_dropped_in_whatever_order_the_next_one_begins
//! Told: is dropped before it has run, hands it on

use std::collections::VecDeque;
use std::mem::replace;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot::{Sender, channel};

/// Those who wait while somebody is at work; nothing while nobody is.
type Line = Mutex<Option<VecDeque<Sender<()>>>>;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Somebody is at work until this is dropped.
struct AtWork<'a>(&'a Line);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        let mut line = lock(self.0);
        if let Some(waiting) = line.as_mut() {
            while let Some(next) = waiting.pop_front() {
                // It fails where the other end has left.
                if next.send(()).is_ok() {
                    return;
                }
            }
        }
        *line = None;
    }
}

pub struct Article<T, S> {
    pair: Mutex<(T, S)>,
    line: Line,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            pair: Mutex::new((text, summary)),
            line: Mutex::new(None),
        }
    }

    pub async fn get(&self) -> (T, S) {
        lock(&self.pair).clone()
    }

    async fn turn(&self) -> AtWork<'_> {
        let called = lock(&self.line).as_mut().map(|waiting| {
            let (call, called) = channel();
            waiting.push_back(call);
            called
        });
        match called {
            Some(called) => drop(called.await),
            None => *lock(&self.line) = Some(VecDeque::new()),
        }
        AtWork(&self.line)
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let _turn = self.turn().await;
        let mut text = lock(&self.pair).0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        let _old = replace(&mut *lock(&self.pair), (text, summary));
        Ok(())
    }
}
