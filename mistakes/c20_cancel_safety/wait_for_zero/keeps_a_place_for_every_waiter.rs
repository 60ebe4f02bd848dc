//! Mistake: who has left keeps a place in the line until the moment comes: no waker is in it, and still it
//! takes memory.
//! Breaks: "Nothing of those that were dropped piles up"
//! Rejected by: nothing_piles_up_of_waiters_that_were_dropped
//! Told: should leave no place behind

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

#[derive(Default)]
pub struct Tracker {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    inside: usize,
    for_nobody: Vec<oneshot::Sender<()>>,
    for_somebody: Vec<oneshot::Sender<()>>,
}

#[must_use = "whoever drops it at once has left again"]
pub struct Guard {
    state: Arc<Mutex<State>>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wake(waiting: &mut Vec<oneshot::Sender<()>>) {
    for waiter in waiting.drain(..) {
        // Who has left does not hear it.
        let _ = waiter.send(());
    }
}

fn sign_up(waiting: &mut Vec<oneshot::Sender<()>>) -> oneshot::Receiver<()> {
    let (sender, receiver) = oneshot::channel();
    waiting.push(sender);
    receiver
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

    fn hears_of_nobody(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = lock(&self.state);
        (state.inside > 0).then(|| sign_up(&mut state.for_nobody))
    }

    fn hears_of_somebody(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = lock(&self.state);
        (state.inside == 0).then(|| sign_up(&mut state.for_somebody))
    }

    pub async fn idle(&self) {
        if let Some(nobody) = self.hears_of_nobody() {
            let _ = nobody.await;
        }
    }

    pub async fn busy(&self) {
        if let Some(somebody) = self.hears_of_somebody() {
            let _ = somebody.await;
        }
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
