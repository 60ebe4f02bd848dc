//! Mistake: a waiter that is dropped takes its waker out of the line, and with it the place of whoever
//! else waits in the same task.
//! Breaks: "Waiters may be dropped at any time, which changes nothing for the others"
//! Rejected by: waiters_of_one_task_have_a_place_each
//! Told: not that of another one whose waker is the same

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

#[derive(Default)]
pub struct Tracker {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    inside: usize,
    for_nobody: Line,
    for_somebody: Line,
}

/// Who waits for a moment, and how often it has come.
#[derive(Default)]
struct Line {
    moments: u64,
    waiting: Vec<Waker>,
}

impl Line {
    fn comes(&mut self) {
        self.moments += 1;
        self.waiting.drain(..).for_each(Waker::wake);
    }
}

#[must_use = "whoever drops it at once has left again"]
pub struct Guard {
    state: Arc<Mutex<State>>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn line(&mut self, idle: bool) -> &mut Line {
        match idle {
            true => &mut self.for_nobody,
            false => &mut self.for_somebody,
        }
    }
}

/// Whoever waits, and the waker of its last poll.
struct SignedUp<'t> {
    state: &'t Mutex<State>,
    idle: bool,
    waker: Option<Waker>,
}

impl SignedUp<'_> {
    fn leave(&mut self, state: &mut State) {
        if let Some(own) = self.waker.take() {
            let line = state.line(self.idle);
            line.waiting.retain(|waker| !waker.will_wake(&own));
        }
    }
}

impl Drop for SignedUp<'_> {
    fn drop(&mut self) {
        let state = self.state;
        self.leave(&mut lock(state));
    }
}

impl Tracker {
    pub fn new() -> Self {
        Tracker::default()
    }

    pub fn enter(&self) -> Guard {
        let mut state = lock(&self.state);
        state.inside += 1;
        if state.inside == 1 {
            state.for_somebody.comes();
        }
        Guard {
            state: Arc::clone(&self.state),
        }
    }

    pub fn inside(&self) -> usize {
        lock(&self.state).inside
    }

    async fn waits(&self, idle: bool) {
        let mut signed_up = SignedUp {
            state: &self.state,
            idle,
            waker: None,
        };
        let mut since = None;
        poll_fn(move |cx| {
            let mut state = lock(&self.state);
            let is = (state.inside == 0) == idle;
            let moments = state.line(idle).moments;
            if since.map_or(is, |since| since != moments) {
                return Poll::Ready(());
            }
            since = Some(moments);
            signed_up.leave(&mut state);
            state.line(idle).waiting.push(cx.waker().clone());
            signed_up.waker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    pub async fn idle(&self) {
        self.waits(true).await;
    }

    pub async fn busy(&self) {
        self.waits(false).await;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        state.inside -= 1;
        if state.inside == 0 {
            state.for_nobody.comes();
        }
    }
}
