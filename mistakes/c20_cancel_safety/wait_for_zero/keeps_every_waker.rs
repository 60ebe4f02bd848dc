//! Mistake: a list of wakers that only the moment clears.
//! Breaks: "Nothing of those that were dropped piles up"
//! Rejected by: nothing_piles_up_of_waiters_that_were_dropped
//! Told: of their wakers are still kept

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

#[derive(Default)]
pub struct Tracker {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    inside: usize,
    for_nobody: Vec<Waker>,
    for_somebody: Vec<Waker>,
}

#[must_use = "whoever drops it at once has left again"]
pub struct Guard {
    state: Arc<Mutex<State>>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wake(waiting: &mut Vec<Waker>) {
    for waiter in waiting.drain(..) {
        waiter.wake();
    }
}

fn sign_up(waiting: &mut Vec<Waker>, waker: &Waker) {
    if !waiting.iter().any(|other| other.will_wake(waker)) {
        waiting.push(waker.clone());
    }
}

impl Tracker {
    pub fn new() -> Self {
        Tracker::default()
    }

    pub fn enter(&self) -> Guard {
        let mut state = lock(&self.state);
        state.inside += 1;
        wake(&mut state.for_somebody);
        Guard {
            state: Arc::clone(&self.state),
        }
    }

    pub fn inside(&self) -> usize {
        lock(&self.state).inside
    }

    pub async fn idle(&self) {
        poll_fn(|cx| {
            let mut state = lock(&self.state);
            if state.inside == 0 {
                return Poll::Ready(());
            }
            sign_up(&mut state.for_nobody, cx.waker());
            Poll::Pending
        })
        .await
    }

    pub async fn busy(&self) {
        poll_fn(|cx| {
            let mut state = lock(&self.state);
            if state.inside > 0 {
                return Poll::Ready(());
            }
            sign_up(&mut state.for_somebody, cx.waker());
            Poll::Pending
        })
        .await
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        state.inside -= 1;
        if state.inside == 0 {
            wake(&mut state.for_nobody);
        }
    }
}
