//! Mistake: gives way until the count is right, which keeps a core busy.
//! Breaks: "nor now and then to look"
//! Rejected by: waiters_wait_for_a_day_and_are_woken_once_by_what_they_wait_for
//! Told: had itself polled again

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
        while self.inside() > 0 {
            tokio::task::yield_now().await;
        }
    }

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
