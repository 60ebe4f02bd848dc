//! Mistake: one bell for both kinds of waiters, who all wake up and look again.
//! Breaks: "when what it waits for has come, and neither by others who come and go"
//! Rejected by: waiters_wait_for_a_day_and_are_woken_once_by_what_they_wait_for
//! Told: only the last guard that is dropped should wake it

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

#[derive(Default)]
pub struct Tracker(Arc<Shared>);

#[derive(Default)]
struct Shared {
    inside: Mutex<usize>,
    bell: Notify,
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
        self.0.bell.notify_waiters();
        Guard(Arc::clone(&self.0))
    }

    pub fn inside(&self) -> usize {
        *self.0.inside()
    }

    pub async fn idle(&self) {
        // Hears every `notify_waiters` from here on, so none between the look and the wait is missed.
        loop {
            let rung = self.0.bell.notified();
            if self.inside() == 0 {
                return;
            }
            rung.await;
        }
    }

    pub async fn busy(&self) {
        loop {
            let rung = self.0.bell.notified();
            if self.inside() > 0 {
                return;
            }
            rung.await;
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut inside = self.0.inside();
        *inside -= 1;
        if *inside == 0 {
            self.0.bell.notify_waiters();
        }
    }
}
