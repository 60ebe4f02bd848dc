//! A flag and the waker of the last poll, under one lock: so the look and the putting away are one
//! step. Whoever is woken, is woken when the lock is free again.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

#[derive(Default)]
struct State {
    set: bool,
    /// Of the last poll.
    waker: Option<Waker>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // Nothing that may panic is done while it is held.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets the signal. Made by [`signal`].
pub struct Setter {
    state: Arc<Mutex<State>>,
}

/// Waits until the signal is set. Made by [`signal`].
#[must_use = "a future does nothing before it is polled"]
pub struct Signal {
    state: Arc<Mutex<State>>,
}

/// The two ends of a signal that is not set.
pub fn signal() -> (Setter, Signal) {
    let state = Arc::<Mutex<State>>::default();
    let setter = Setter {
        state: Arc::clone(&state),
    };
    (setter, Signal { state })
}

impl Setter {
    /// Sets the signal and wakes whoever polled it last.
    pub fn set(&self) {
        let mut state = lock(&self.state);
        state.set = true;
        let waker = state.waker.take();
        // Whoever is woken may poll at once, and needs the lock for that.
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = lock(&self.state);
        if state.set {
            return Poll::Ready(());
        }
        let kept = state.waker.as_ref();
        if kept.is_none_or(|kept| !kept.will_wake(cx.waker())) {
            let older = state.waker.replace(cx.waker().clone());
            // The last waker of a task may drop the task, which may do anything.
            drop(state);
            drop(older);
        }
        Poll::Pending
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        let waker = lock(&self.state).waker.take();
        drop(waker);
    }
}
