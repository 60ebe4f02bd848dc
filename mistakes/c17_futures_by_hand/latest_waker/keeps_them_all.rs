//! Mistake: keeps the waker of every poll, though it wakes only the last one.
//! Breaks: "One waker is kept at most"
//! Rejected by: one_waker_is_kept_at_most_and_none_after_the_drop
//! Told: takes the place of the one before

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

#[derive(Default)]
struct State {
    set: bool,
    wakers: Vec<Waker>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

pub struct Setter {
    state: Arc<Mutex<State>>,
}

pub struct Signal {
    state: Arc<Mutex<State>>,
}

pub fn signal() -> (Setter, Signal) {
    let state = Arc::<Mutex<State>>::default();
    let setter = Setter {
        state: Arc::clone(&state),
    };
    (setter, Signal { state })
}

impl Setter {
    pub fn set(&self) {
        let mut state = lock(&self.state);
        state.set = true;
        let last = std::mem::take(&mut state.wakers).pop();
        drop(state);
        if let Some(waker) = last {
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
        state.wakers.push(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        let wakers = std::mem::take(&mut lock(&self.state).wakers);
        drop(wakers);
    }
}
