//! Mistake: lets go of all places when the moment comes, and each waiter still empties the place that was
//! its own when it is dropped, which may be another's by then.
//! Breaks: "Waiters may be dropped at any time, which changes nothing for the others"
//! Rejected by: who_is_dropped_when_it_was_woken_takes_no_newcomer_out
//! Told: and its place another's

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Counts who is inside.
#[derive(Default)]
pub struct Tracker {
    state: Arc<Mutex<State>>,
}

/// Places for those who wait for one thing, and how often that has come.
#[derive(Default)]
struct Bell {
    places: Vec<Option<Waker>>,
    rung: u64,
}

#[derive(Default)]
struct State {
    inside: usize,
    nobody: Bell,
    somebody: Bell,
}

/// Somebody inside, as long as this lives.
#[must_use = "whoever drops it at once has left again"]
pub struct Guard {
    state: Arc<Mutex<State>>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bell {
    fn rings(&mut self) {
        self.rung += 1;
        let everybody = std::mem::take(&mut self.places);
        everybody.into_iter().flatten().for_each(Waker::wake);
    }

    fn sits_down(&mut self, waker: Waker) -> usize {
        let free = self.places.iter().position(Option::is_none);
        let place = free.unwrap_or(self.places.len());
        if free.is_none() {
            self.places.push(None);
        }
        self.places[place] = Some(waker);
        place
    }
}

/// Somebody who waits.
struct Seat<'a> {
    state: &'a Mutex<State>,
    bell: fn(&mut State) -> &mut Bell,
    taken: Option<(usize, u64)>,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let Some((place, _)) = self.taken else { return };
        let mut state = lock(self.state);
        if let Some(waker) = (self.bell)(&mut state).places.get_mut(place) {
            *waker = None;
        }
    }
}

impl Tracker {
    /// A tracker with nobody inside.
    pub fn new() -> Self {
        Tracker::default()
    }

    /// Counts one in, until the guard is dropped.
    pub fn enter(&self) -> Guard {
        let mut state = lock(&self.state);
        state.inside += 1;
        if state.inside == 1 {
            state.somebody.rings();
        }
        Guard {
            state: Arc::clone(&self.state),
        }
    }

    /// How many are inside.
    pub fn inside(&self) -> usize {
        lock(&self.state).inside
    }

    /// Waits for a moment at which nobody is inside.
    pub async fn idle(&self) {
        self.waits(|state| state.inside == 0, |state| &mut state.nobody)
            .await;
    }

    /// Waits for a moment at which somebody is inside.
    pub async fn busy(&self) {
        self.waits(|state| state.inside > 0, |state| &mut state.somebody)
            .await;
    }

    async fn waits(&self, is_so: fn(&State) -> bool, bell: fn(&mut State) -> &mut Bell) {
        let mut seat = Seat {
            state: &self.state,
            bell,
            taken: None,
        };
        poll_fn(|cx| {
            let mut state = lock(&self.state);
            let so = is_so(&state);
            let bell = bell(&mut state);
            match seat.taken {
                Some((_, rung)) if rung != bell.rung => {
                    seat.taken = None;
                    Poll::Ready(())
                }
                None if so => Poll::Ready(()),
                Some((place, _)) => {
                    bell.places[place] = Some(cx.waker().clone());
                    Poll::Pending
                }
                None => {
                    seat.taken = Some((bell.sits_down(cx.waker().clone()), bell.rung));
                    Poll::Pending
                }
            }
        })
        .await;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        state.inside -= 1;
        if state.inside == 0 {
            state.nobody.rings();
        }
    }
}
