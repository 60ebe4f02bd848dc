//! Mistake: keeps the waker of the first poll. Whoever is polled by another task after that is not
//! woken.
//! Breaks: "lets *all* go on at that instant who wait at that moment"
//! Rejected by: a_waiter_goes_on_in_whatever_way_it_is_polled
//! Told: by the waker of its last poll

use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

#[derive(Default)]
struct State {
    set: bool,
    times: u64,
    waiting: Vec<Waker>,
}

#[derive(Default)]
pub struct Event {
    state: Mutex<State>,
}

impl Event {
    pub fn new() -> Self {
        Event::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set(&self) {
        let mut state = self.state();
        state.set = true;
        state.times += 1;
        for waker in std::mem::take(&mut state.waiting) {
            waker.wake();
        }
    }

    pub fn clear(&self) {
        self.state().set = false;
    }

    pub fn is_set(&self) -> bool {
        self.state().set
    }

    pub async fn wait(&self) {
        let mut signed_up = None;
        poll_fn(|cx| {
            let mut state = self.state();
            if state.set || signed_up.is_some_and(|times| times != state.times) {
                return Poll::Ready(());
            }
            if signed_up.is_none() {
                signed_up = Some(state.times);
                state.waiting.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}
