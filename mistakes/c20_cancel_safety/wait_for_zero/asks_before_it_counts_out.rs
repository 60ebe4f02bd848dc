//! Mistake: asks whether it is the last one before it counts itself out.
//! Breaks: "otherwise at the instant at which the last guard is dropped"
//! Rejected by: two_who_leave_at_the_same_moment_are_both_counted
//! Told: each of them took the other one for the last

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
        let last = self.0.inside.load(Ordering::SeqCst) == 1;
        self.0.inside.fetch_sub(1, Ordering::SeqCst);
        if last {
            self.0.left.send_modify(|times| *times += 1);
        }
    }
}
