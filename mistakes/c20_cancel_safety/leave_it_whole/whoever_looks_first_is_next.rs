//! Mistake: a flag tells whether somebody is at work, and a `Notify` wakes the first in the line. Before
//! that one gets to run, a newcomer finds the flag free and goes ahead.
//! Breaks: "A newcomer waits behind all who were there before"
//! Rejected by: a_newcomer_goes_ahead_of_nobody
//! Told: overtook

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

pub struct Article<T, S> {
    state: Mutex<State<T, S>>,
    free: Notify,
}

struct State<T, S> {
    pair: (T, S),
    at_work: bool,
}

/// Somebody who is at work until this is dropped.
struct AtWork<'a, T, S>(&'a Article<T, S>);

impl<T, S> Drop for AtWork<'_, T, S> {
    fn drop(&mut self) {
        self.0.state().at_work = false;
        self.0.free.notify_one();
    }
}

impl<T, S> Article<T, S> {
    fn state(&self) -> MutexGuard<'_, State<T, S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_begin(&self) -> Option<AtWork<'_, T, S>> {
        let mut state = self.state();
        if state.at_work {
            return None;
        }
        state.at_work = true;
        Some(AtWork(self))
    }
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            state: Mutex::new(State {
                pair: (text, summary),
                at_work: false,
            }),
            free: Notify::new(),
        }
    }

    pub async fn get(&self) -> (T, S) {
        self.state().pair.clone()
    }

    pub async fn rewrite<E>(
        &self,
        change: impl AsyncFnOnce(&mut T) -> Result<(), E>,
        sum_up: impl AsyncFnOnce(&T) -> Result<S, E>,
    ) -> Result<(), E> {
        let _at_work = loop {
            match self.try_begin() {
                Some(at_work) => break at_work,
                None => self.free.notified().await,
            }
        };
        let mut text = self.state().pair.0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        self.state().pair = (text, summary);
        Ok(())
    }
}
