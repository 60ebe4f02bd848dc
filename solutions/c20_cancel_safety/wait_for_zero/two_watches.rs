//! An atomic count, and instead of bells two numbers to watch: how often the last one has left, and how
//! often a first one has come.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

/// Counts who is inside.
#[derive(Default)]
pub struct Tracker(Arc<Shared>);

#[derive(Default)]
struct Shared {
    inside: AtomicUsize,
    left: watch::Sender<u64>,
    came: watch::Sender<u64>,
}

/// Somebody inside, as long as this lives.
#[must_use = "whoever drops it at once has left again"]
pub struct Guard(Arc<Shared>);

impl Tracker {
    /// A tracker with nobody inside.
    pub fn new() -> Self {
        Tracker::default()
    }

    /// Counts one in, until the guard is dropped.
    pub fn enter(&self) -> Guard {
        if self.0.inside.fetch_add(1, Ordering::SeqCst) == 0 {
            self.0.came.send_modify(|times| *times += 1);
        }
        Guard(Arc::clone(&self.0))
    }

    /// How many are inside.
    pub fn inside(&self) -> usize {
        self.0.inside.load(Ordering::SeqCst)
    }

    /// Waits for a moment at which nobody is inside.
    pub async fn idle(&self) {
        let mut left = self.0.left.subscribe();
        if self.inside() > 0 {
            // Never an error: the sender lives in the tracker.
            let _ = left.changed().await;
        }
    }

    /// Waits for a moment at which somebody is inside.
    pub async fn busy(&self) {
        let mut came = self.0.came.subscribe();
        if self.inside() == 0 {
            let _ = came.changed().await;
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.0.inside.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.left.send_modify(|times| *times += 1);
        }
    }
}
