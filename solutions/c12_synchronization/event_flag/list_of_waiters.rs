//! Instead of a `Notify`, a list of those who wait, behind the same lock as the flag.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// A flag that can be waited for.
pub struct Event {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    set: bool,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Default for Event {
    fn default() -> Self {
        Event::new()
    }
}

impl Event {
    /// A flag that is not set.
    pub fn new() -> Self {
        Event {
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the flag and lets all go on who wait for it.
    pub fn set(&self) {
        let mut state = self.state();
        state.set = true;
        for waiter in state.waiting.drain(..) {
            // Who has left does not hear it.
            let _ = waiter.send(());
        }
    }

    /// Unsets the flag.
    pub fn clear(&self) {
        self.state().set = false;
    }

    /// Whether the flag is set.
    pub fn is_set(&self) -> bool {
        self.state().set
    }

    /// `None` while the flag is set, else what will hear of it. One lock: no gap.
    fn sign_up(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = self.state();
        if state.set {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        // Those who have left meanwhile need no place.
        state.waiting.retain(|waiter| !waiter.is_closed());
        state.waiting.push(sender);
        Some(receiver)
    }

    /// Waits until the flag is set; returns at once while it is.
    pub async fn wait(&self) {
        if let Some(set) = self.sign_up() {
            let _ = set.await;
        }
    }
}
