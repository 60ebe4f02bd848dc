//! Another way: one value that is one of three, so that there is no waker beside a set flag.

use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

enum State {
    Idle,
    Awaited(Waker),
    Set,
}

type Shared = Arc<Mutex<State>>;

fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets the signal. Made by [`signal`].
pub struct Setter(Shared);

/// Waits until the signal is set. Made by [`signal`].
#[must_use = "a future does nothing before it is polled"]
pub struct Signal(Shared);

/// The two ends of a signal that is not set.
pub fn signal() -> (Setter, Signal) {
    let state = Arc::new(Mutex::new(State::Idle));
    (Setter(Arc::clone(&state)), Signal(state))
}

impl Setter {
    /// Sets the signal and wakes whoever polled it last.
    pub fn set(&self) {
        let before = mem::replace(&mut *lock(&self.0), State::Set);
        if let State::Awaited(waker) = before {
            waker.wake();
        }
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = lock(&self.0);
        match &mut *state {
            State::Set => return Poll::Ready(()),
            State::Awaited(waker) => waker.clone_from(cx.waker()),
            State::Idle => *state = State::Awaited(cx.waker().clone()),
        }
        Poll::Pending
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        drop(mem::replace(&mut *lock(&self.0), State::Set));
    }
}
