//! Instead of bells, two lists of those who wait, behind the same lock as the count.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Counts who is inside.
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

/// Somebody inside, as long as this lives.
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

impl Tracker {
    /// A tracker with nobody inside.
    pub fn new() -> Self {
        Tracker::default()
    }

    /// Counts one in, until the guard is dropped.
    pub fn enter(&self) -> Guard {
        let mut state = lock(&self.state);
        state.inside += 1;
        wake(&mut state.for_somebody);
        Guard {
            state: Arc::clone(&self.state),
        }
    }

    /// How many are inside.
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

    /// Waits for a moment at which nobody is inside.
    pub async fn idle(&self) {
        if let Some(nobody) = self.hears_of_nobody() {
            let _ = nobody.await;
        }
    }

    /// Waits for a moment at which somebody is inside.
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
