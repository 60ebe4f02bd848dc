//! Instead of a future of its own, a bell for each who waits: a `Notify`, which rings also before
//! anybody listens. A guard leaves the line, or passes on what was not taken.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::Notify;

/// More permits were asked for than there are in all.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{asked} permits were asked for, and there are {total} in all")]
pub struct TooMany {
    /// How many were asked for.
    pub asked: usize,
    /// How many the semaphore has in all.
    pub total: usize,
}

/// So many permits. Clones share them.
#[derive(Clone)]
pub struct Semaphore(Arc<Shared>);

struct Shared {
    total: usize,
    state: Mutex<State>,
}

struct State {
    free: usize,
    line: BTreeMap<u64, (usize, Arc<Notify>)>,
    asked: u64,
}

/// Permits that somebody has. Dropped, they are given back.
#[must_use = "permits are given back as soon as they are dropped"]
pub struct Permits {
    shared: Arc<Shared>,
    count: usize,
}

impl Semaphore {
    /// A semaphore that has so many permits.
    pub fn new(permits: usize) -> Self {
        Semaphore(Arc::new(Shared {
            total: permits,
            state: Mutex::new(State {
                free: permits,
                line: BTreeMap::new(),
                asked: 0,
            }),
        }))
    }

    /// How many permits nobody has.
    pub fn available(&self) -> usize {
        self.0.lock().free
    }

    /// Takes so many permits together, and waits for them if it has to.
    ///
    /// # Errors
    /// [`TooMany`] if there are not so many in all.
    ///
    /// # Cancel safety
    /// Dropped before its end, it has taken nothing, and stands in nobody's way.
    pub async fn acquire_many(&self, count: usize) -> Result<Permits, TooMany> {
        let shared = &self.0;
        if count > shared.total {
            return Err(TooMany {
                asked: count,
                total: shared.total,
            });
        }
        let bell = Arc::new(Notify::new());
        if let Some(place) = shared.stand_in_line(count, &bell) {
            bell.notified().await;
            place.has_its_permits();
        }
        Ok(Permits {
            shared: Arc::clone(shared),
            count,
        })
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// None if there is no need to, and the permits are taken.
    fn stand_in_line(&self, count: usize, bell: &Arc<Notify>) -> Option<Place<'_>> {
        let mut state = self.lock();
        if count == 0 || (state.line.is_empty() && count <= state.free) {
            state.free -= count;
            return None;
        }
        let number = state.asked;
        state.asked += 1;
        state.line.insert(number, (count, Arc::clone(bell)));
        Some(Place {
            shared: self,
            number,
            count,
        })
    }

    fn hand_out(&self, mut state: MutexGuard<'_, State>) {
        let mut bells = Vec::new();
        while let Some(first) = state.line.first_entry() {
            let count = first.get().0;
            if count > state.free {
                break;
            }
            bells.extend(state.line.pop_first().map(|(_, (_, bell))| bell));
            state.free -= count;
        }
        drop(state);
        for bell in bells {
            bell.notify_one();
        }
    }
}

impl Drop for Permits {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.free += self.count;
        self.shared.hand_out(state);
    }
}

/// A place in the line of one who waits.
struct Place<'a> {
    shared: &'a Shared,
    number: u64,
    count: usize,
}

impl Place<'_> {
    fn has_its_permits(self) {
        std::mem::forget(self);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        if state.line.remove(&self.number).is_none() {
            state.free += self.count;
        }
        self.shared.hand_out(state);
    }
}
