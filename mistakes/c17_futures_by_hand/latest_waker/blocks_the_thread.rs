//! Mistake: waits inside the poll until it is set, and holds the thread on which it would be set.
//! Breaks: "a future that is pending until it is set"
//! Rejected by: it_waits_until_it_is_set
//! Told: blocked the thread

use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

#[derive(Default)]
struct State {
    set: Mutex<bool>,
    changed: Condvar,
}

fn lock(set: &Mutex<bool>) -> MutexGuard<'_, bool> {
    set.lock().unwrap_or_else(PoisonError::into_inner)
}

pub struct Setter {
    state: Arc<State>,
}

pub struct Signal {
    state: Arc<State>,
}

pub fn signal() -> (Setter, Signal) {
    let state = Arc::<State>::default();
    let setter = Setter {
        state: Arc::clone(&state),
    };
    (setter, Signal { state })
}

impl Setter {
    pub fn set(&self) {
        *lock(&self.state.set) = true;
        self.state.changed.notify_all();
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let _ = cx;
        let mut set = lock(&self.state.set);
        while !*set {
            set = self
                .state
                .changed
                .wait(set)
                .unwrap_or_else(PoisonError::into_inner);
        }
        Poll::Ready(())
    }
}
