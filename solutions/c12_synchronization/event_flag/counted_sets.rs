//! Instead of a wake-up, a number to watch: how many times the flag was set.

use tokio::sync::watch;

/// A flag that can be waited for.
pub struct Event {
    state: watch::Sender<State>,
}

#[derive(Default)]
struct State {
    set: bool,
    times: u64,
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
            state: watch::Sender::default(),
        }
    }

    /// Sets the flag and lets all go on who wait for it.
    pub fn set(&self) {
        self.state.send_modify(|state| {
            state.set = true;
            state.times += 1;
        });
    }

    /// Unsets the flag.
    pub fn clear(&self) {
        // Nobody waits for this, so nobody is woken.
        self.state.send_if_modified(|state| {
            state.set = false;
            false
        });
    }

    /// Whether the flag is set.
    pub fn is_set(&self) -> bool {
        self.state.borrow().set
    }

    /// Waits until the flag is set; returns at once while it is.
    pub async fn wait(&self) {
        let mut state = self.state.subscribe();
        let times = state.borrow().times;
        // The sender lives in `self`, so this ends only when the flag is set.
        let _ = state
            .wait_for(|state| state.set || state.times > times)
            .await;
    }
}
