//! Mistake: takes a missing waker for the news that it was woken, so that a `set` which comes before
//! the first poll leaves nothing behind.
//! Breaks: "also if nobody polled it before"
//! Rejected by: set_wakes_who_waits_once
//! Told: has to be written down

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

type State = Option<Waker>;

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

pub struct Setter {
    state: Arc<Mutex<State>>,
}

pub struct Signal {
    state: Arc<Mutex<State>>,
    polled: bool,
}

pub fn signal() -> (Setter, Signal) {
    let state = Arc::<Mutex<State>>::default();
    let setter = Setter {
        state: Arc::clone(&state),
    };
    (
        setter,
        Signal {
            state,
            polled: false,
        },
    )
}

impl Setter {
    pub fn set(&self) {
        let waker = lock(&self.state).take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut kept = lock(&self.state);
        if self.polled && kept.is_none() {
            return Poll::Ready(());
        }
        *kept = Some(cx.waker().clone());
        drop(kept);
        self.polled = true;
        Poll::Pending
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        let waker = lock(&self.state).take();
        drop(waker);
    }
}
