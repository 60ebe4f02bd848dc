//! Mistake: does not wait for the lock in `set`: if a poll holds it just then, nobody is woken.
//! Breaks: "No `set` is missed, from whatever thread it comes"
//! Rejected by: a_set_in_the_middle_of_a_poll_is_not_missed
//! Told: has to wait until it can take the waker

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

#[derive(Default)]
struct State {
    set: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

fn lock(waker: &Mutex<Option<Waker>>) -> MutexGuard<'_, Option<Waker>> {
    waker.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.state.set.store(true, Ordering::SeqCst);
        if let Ok(mut kept) = self.state.waker.try_lock() {
            let waker = kept.take();
            drop(kept);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut kept = lock(&self.state.waker);
        if self.state.set.load(Ordering::SeqCst) {
            return Poll::Ready(());
        }
        *kept = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        let waker = lock(&self.state.waker).take();
        drop(waker);
    }
}
