//! Mistake: reads the count and writes it back in two steps, so that one of two who leave at once
//! is lost.
//! Breaks: "Dropping the guard counts it out at once"
//! Rejected by: two_who_leave_at_the_same_moment_are_both_counted
//! Told: the count is wrong

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

#[derive(Default)]
pub struct Tracker(Arc<Shared>);

#[derive(Default)]
struct Shared {
    inside: AtomicUsize,
    left: watch::Sender<u64>,
    came: watch::Sender<u64>,
}

#[must_use = "whoever drops it at once has left again"]
pub struct Guard(Arc<Shared>);

impl Tracker {
    pub fn new() -> Self {
        Tracker::default()
    }

    pub fn enter(&self) -> Guard {
        if self.0.inside.fetch_add(1, Ordering::SeqCst) == 0 {
            self.0.came.send_modify(|times| *times += 1);
        }
        Guard(Arc::clone(&self.0))
    }

    pub fn inside(&self) -> usize {
        self.0.inside.load(Ordering::SeqCst)
    }

    pub async fn idle(&self) {
        let mut left = self.0.left.subscribe();
        if self.inside() > 0 {
            // Never an error: the sender lives in the tracker.
            let _ = left.changed().await;
        }
    }

    pub async fn busy(&self) {
        let mut came = self.0.came.subscribe();
        if self.inside() == 0 {
            let _ = came.changed().await;
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let inside = self.0.inside.load(Ordering::SeqCst);
        self.0.inside.store(inside - 1, Ordering::SeqCst);
        if inside == 1 {
            self.0.left.send_modify(|times| *times += 1);
        }
    }
}
