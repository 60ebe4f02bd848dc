//! Mistake: whoever was woken stands in line until it runs, and is woken again whenever the moment comes
//! once more before that.
//! Breaks: "A waiter is woken once, when what it waits for has come, and neither by others who come and go"
//! Rejected by: a_waiter_that_was_woken_is_not_woken_again_before_it_runs
//! Told: and woke them again

use std::collections::BTreeMap;
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
    came: u64,
    waiting: BTreeMap<u64, Waker>,
}

impl Line {
    fn comes(&mut self) {
        self.moments += 1;
        self.waiting.values().for_each(Waker::wake_by_ref);
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

/// The place of whoever waits; given up where it goes on or is dropped.
struct Place<'t> {
    state: &'t Mutex<State>,
    idle: bool,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        lock(self.state)
            .line(self.idle)
            .waiting
            .remove(&self.number);
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
        let (place, since) = {
            let mut state = lock(&self.state);
            if (state.inside == 0) == idle {
                return;
            }
            let line = state.line(idle);
            line.came += 1;
            let place = Place {
                state: &self.state,
                idle,
                number: line.came,
            };
            (place, line.moments)
        };
        poll_fn(move |cx| {
            let mut state = lock(&self.state);
            let line = state.line(idle);
            if line.moments != since {
                return Poll::Ready(());
            }
            line.waiting.insert(place.number, cx.waker().clone());
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
