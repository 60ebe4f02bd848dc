//! Mistake: one bell for both kinds of waiters: whoever waits for nobody goes on when somebody
//! enters.
//! Breaks: "`idle` waits for a moment at which nobody is inside"
//! Breaks: "`busy` waits for a moment at which somebody is inside"
//! Rejected by: whatever_is_done_in_whatever_order_nobody_is_missed
//! Told: one more entered

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
        if *inside >= 1 {
            self.0.bell.notify_waiters();
        }
        Guard(Arc::clone(&self.0))
    }

    pub fn inside(&self) -> usize {
        *self.0.inside()
    }

    pub async fn idle(&self) {
        // Hears every `notify_waiters` from here on, so none between the look and the wait is missed.
        let left = self.0.bell.notified();
        if self.inside() > 0 {
            left.await;
        }
    }

    pub async fn busy(&self) {
        let came = self.0.bell.notified();
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
            self.0.bell.notify_waiters();
        }
    }
}
