//! Mistake: whoever is over hands the turn to the next number, and passes over one that has left the line,
//! and not over two: the second of them is handed a turn that nobody hands on.
//! Breaks: "the next one begins at that instant"
//! Rejected by: whoever_is_dropped_in_whatever_order_the_next_one_begins
//! Told: hands nothing to one that is gone

use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::mem::replace;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

#[derive(Default)]
struct Line {
    /// How many have come, and whose turn it is, by number.
    came: u64,
    turn: u64,
    left: HashSet<u64>,
    wakers: HashMap<u64, Waker>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Somebody in the line, who waits or is at work.
struct Place<'a> {
    line: &'a Mutex<Line>,
    number: u64,
}

impl<'a> Place<'a> {
    fn at_the_end(line: &'a Mutex<Line>) -> Self {
        let mut state = lock(line);
        let number = state.came;
        state.came += 1;
        Place { line, number }
    }

    async fn turn(&self) {
        poll_fn(|cx| {
            let mut line = lock(self.line);
            if line.turn == self.number {
                return Poll::Ready(());
            }
            line.wakers.insert(self.number, cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut line = lock(self.line);
        line.wakers.remove(&self.number);
        if line.turn != self.number {
            line.left.insert(self.number);
            return;
        }
        let mut next = self.number + 1;
        if line.left.remove(&next) {
            next += 1;
        }
        line.turn = next;
        let waker = line.wakers.remove(&next);
        drop(line);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

pub struct Article<T, S> {
    pair: Mutex<(T, S)>,
    line: Mutex<Line>,
}

impl<T, S> Article<T, S>
where
    T: Clone + Send + 'static,
    S: Clone + Send + 'static,
{
    pub fn new(text: T, summary: S) -> Self {
        Article {
            pair: Mutex::new((text, summary)),
            line: Mutex::default(),
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
        let place = Place::at_the_end(&self.line);
        place.turn().await;
        let mut text = lock(&self.pair).0.clone();
        change(&mut text).await?;
        let summary = sum_up(&text).await?;
        let _old = replace(&mut *lock(&self.pair), (text, summary));
        Ok(())
    }
}
