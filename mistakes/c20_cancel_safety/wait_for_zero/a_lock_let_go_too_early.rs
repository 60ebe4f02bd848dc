//! Mistake: looks under the lock, lets it go, and signs up at the bell after that.
//! Breaks: "there is no gap between looking and waiting"
//! Rejected by: a_first_guard_on_another_thread_is_not_missed_by_whoever_looks
//! Told: between the look and the wait

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

#[derive(Default)]
pub struct Tracker(Arc<Shared>);

#[derive(Default)]
struct Shared {
    inside: Mutex<usize>,
    last_left: Notify,
    first_came: Notify,
}

#[must_use = "whoever drops it at once has left again"]
pub struct Guard(Arc<Shared>);

impl Shared {
    fn inside(&self) -> MutexGuard<'_, usize> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tracker {
    pub fn new() -> Self {
        Tracker::default()
    }

    pub fn enter(&self) -> Guard {
        let mut inside = self.0.inside();
        *inside += 1;
        if *inside == 1 {
            self.0.first_came.notify_waiters();
        }
        Guard(Arc::clone(&self.0))
    }

    pub fn inside(&self) -> usize {
        *self.0.inside()
    }

    pub async fn idle(&self) {
        // Hears every `notify_waiters` from here on, so none between the look and the wait is missed.
        let left = self.0.last_left.notified();
        if self.inside() > 0 {
            left.await;
        }
    }

    pub async fn busy(&self) {
        let nobody = *self.0.inside() == 0;
        if nobody {
            self.0.first_came.notified().await;
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
