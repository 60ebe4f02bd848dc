//! Mistake: wakes first and writes afterwards: whoever is woken finds that nothing is set.
//! Breaks: "poll the signal, which is ready by then"
//! Rejected by: who_is_woken_may_poll_in_the_middle_of_the_wake
//! Told: wakes before it has written down that the signal is set

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
        let waker = lock(&self.state).waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
        lock(&self.state).set = true;
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
