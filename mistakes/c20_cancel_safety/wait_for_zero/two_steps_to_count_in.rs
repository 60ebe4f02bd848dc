//! Mistake: counts itself in, lets go of the count, and looks then whether it is the only one: of two who
//! enter at the same moment neither is.
//! Breaks: "Nobody is missed"
//! Rejected by: two_who_enter_at_the_same_moment_are_both_counted
//! Told: to count and to see who was the first has to be one step

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Counts who is inside.
#[derive(Default)]
pub struct Tracker(Arc<Shared>);

#[derive(Default)]
struct Shared {
    inside: Mutex<usize>,
    /// Rung when the last one has left.
    last_left: Notify,
    /// Rung when the first one has come.
    first_came: Notify,
}

/// Somebody inside, as long as this lives.
#[must_use = "whoever drops it at once has left again"]
pub struct Guard(Arc<Shared>);

impl Shared {
    fn inside(&self) -> MutexGuard<'_, usize> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tracker {
    /// A tracker with nobody inside.
    pub fn new() -> Self {
        Tracker::default()
    }

    /// Counts one in, until the guard is dropped.
    pub fn enter(&self) -> Guard {
        *self.0.inside() += 1;
        // The first one is alone.
        if self.inside() == 1 {
            self.0.first_came.notify_waiters();
        }
        Guard(Arc::clone(&self.0))
    }

    /// How many are inside.
    pub fn inside(&self) -> usize {
        *self.0.inside()
    }

    /// Waits for a moment at which nobody is inside.
    pub async fn idle(&self) {
        // Hears every `notify_waiters` from here on, so none between the look and the wait is missed.
        let left = self.0.last_left.notified();
        if self.inside() > 0 {
            left.await;
        }
    }

    /// Waits for a moment at which somebody is inside.
    pub async fn busy(&self) {
        let came = self.0.first_came.notified();
        if self.inside() == 0 {
            came.await;
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut inside = self.0.inside();
        *inside -= 1;
        if *inside == 0 {
            self.0.last_left.notify_waiters();
        }
    }
}
