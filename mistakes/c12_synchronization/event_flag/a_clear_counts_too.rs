//! Mistake: waits for any change of the flag's count, and `clear` counts as one. Woken for another
//! reason, a waiter goes on after a `clear`.
//! Breaks: "waits otherwise, however long that takes"
//! Breaks: "clearing one that is not, changes nothing"
//! Rejected by: no_clear_lets_anybody_go,
//! whatever_is_done_in_whatever_order_only_set_lets_go_and_it_lets_all_go
//! Told: `set`

use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

#[derive(Default)]
struct State {
    set: bool,
    changes: u64,
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
        state.changes += 1;
        for waker in std::mem::take(&mut state.waiting) {
            waker.wake();
        }
    }

    pub fn clear(&self) {
        let mut state = self.state();
        state.set = false;
        state.changes += 1;
    }

    pub fn is_set(&self) -> bool {
        self.state().set
    }

    pub async fn wait(&self) {
        let before = {
            let state = self.state();
            if state.set {
                return;
            }
            state.changes
        };
        poll_fn(|cx| {
            let mut state = self.state();
            if state.changes != before {
                return Poll::Ready(());
            }
            state.waiting.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
