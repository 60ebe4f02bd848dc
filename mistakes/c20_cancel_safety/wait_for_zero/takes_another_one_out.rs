//! Mistake: a waiter that is dropped takes the last one out of the list, which is not always
//! itself.
//! Breaks: "Waiters may be dropped at any time, which changes nothing for the others"
//! Rejected by: whoever_is_dropped_among_three_the_others_go_on
//! Told: and that woke the third

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
    // Those who have left meanwhile need no place.
    waiting.retain(|waiter| !waiter.is_closed());
    waiting.push(sender);
    receiver
}

struct SignedUp<'t>(&'t Mutex<State>);

impl Drop for SignedUp<'_> {
    fn drop(&mut self) {
        lock(self.0).for_nobody.pop();
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
            let _leaves = SignedUp(&self.state);
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
