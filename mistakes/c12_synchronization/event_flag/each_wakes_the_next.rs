//! Mistake: wakes the first in line, who wakes the next: if one of them leaves, the rest sleep on.
//! Breaks: "which changes nothing for the others"
//! Rejected by: a_cancelled_waiter_changes_nothing_for_the_others
//! Told: none of them depends on another

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

pub struct Event {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    set: bool,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Event {
    pub fn new() -> Self {
        Event {
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set(&self) {
        let mut state = self.state();
        state.set = true;
        while !state.waiting.is_empty() {
            if state.waiting.remove(0).send(()).is_ok() {
                return;
            }
        }
    }

    pub fn clear(&self) {
        self.state().set = false;
    }

    pub fn is_set(&self) -> bool {
        self.state().set
    }

    fn sign_up(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = self.state();
        if state.set {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        state.waiting.retain(|waiter| !waiter.is_closed());
        state.waiting.push(sender);
        Some(receiver)
    }

    pub async fn wait(&self) {
        if let Some(set) = self.sign_up() {
            let _ = set.await;
            self.set();
        }
    }
}
