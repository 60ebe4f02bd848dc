//! How many at once: a counter that remembers its highest value.

use std::sync::{Arc, Mutex, MutexGuard};

use crate::lock::lock;

/// Counts how many are inside, and how many were at the most.
///
/// Clones share one count.
///
/// ```
/// let gauge = tokio_lab::Gauge::default();
/// let first = gauge.enter();
/// drop(gauge.enter());
/// drop(first);
/// assert_eq!((gauge.now(), gauge.peak(), gauge.entered()), (0, 2, 2));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gauge(Arc<Mutex<Count>>);

#[derive(Debug, Default)]
struct Count {
    now: usize,
    peak: usize,
    entered: usize,
}

/// Somebody inside a [`Gauge`], until dropped.
#[must_use = "whoever drops this leaves at once"]
#[derive(Debug)]
pub struct Inside(Gauge);

impl Gauge {
    /// Goes in, until the returned guard is dropped.
    pub fn enter(&self) -> Inside {
        let mut count = self.count();
        count.now += 1;
        count.entered += 1;
        count.peak = count.peak.max(count.now);
        drop(count);
        Inside(self.clone())
    }

    /// How many are inside.
    #[must_use]
    pub fn now(&self) -> usize {
        self.count().now
    }

    /// How many were inside at the most.
    #[must_use]
    pub fn peak(&self) -> usize {
        self.count().peak
    }

    /// How many went in, all in all.
    #[must_use]
    pub fn entered(&self) -> usize {
        self.count().entered
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        lock(&self.0)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.count().now -= 1;
    }
}
