//! Mistake: wakes while it holds its lock, which whoever is woken needs at once.
//! Breaks: "Whoever is woken may do anything in the middle of the wake"
//! Rejected by: who_is_woken_may_poll_in_the_middle_of_the_wake, who_is_woken_may_set_it_in_the_middle_of_the_wake
//! Told: wakes while it holds a lock

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

#[derive(Default)]
struct State {
    set: bool,
    waker: Option<Waker>,
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
        if let Some(waker) = state.waker.take() {
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
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        let waker = lock(&self.state).waker.take();
        drop(waker);
    }
}
