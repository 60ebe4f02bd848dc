//! Mistake: looks at the count first and signs up afterwards: a last guard that another thread
//! drops in between is missed.
//! Breaks: "there is no gap between looking and waiting"
//! Rejected by: a_last_guard_on_another_thread_is_not_missed_by_whoever_looks
//! Told: between the look and the wait

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;
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

    /// The next time that the last one leaves.
    fn next_end(&self) -> BoxFuture<'static, ()> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move { shared.last_left.notified().await })
    }

    pub async fn idle(&self) {
        if self.inside() > 0 {
            self.next_end().await;
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
