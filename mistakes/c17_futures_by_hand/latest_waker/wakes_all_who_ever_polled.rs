//! Mistake: keeps the waker of every poll, and wakes all of them.
//! Breaks: "once, and no other"
//! Breaks: "One waker is kept at most"
//! Rejected by: who_polled_last_is_woken_and_no_other
//! Told: had polled last

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
        let wakers = std::mem::take(&mut state.wakers);
        drop(state);
        for waker in wakers {
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
