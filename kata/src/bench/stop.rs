//! Stopping: what a bench has started ends with it, however it is ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends whatever a bench is doing, from another thread. Clones stop the same bench.
///
/// A bench that was stopped stays stopped: everything asked of it gives
/// [`BenchError::Stopped`](super::BenchError::Stopped).
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

/// Whether every bench of this process was stopped.
static ALL: AtomicBool = AtomicBool::new(false);

impl Stop {
    /// A handle that has not been used yet.
    pub fn new() -> Self {
        Stop::default()
    }

    /// Ends builds and runs, with every process that they have started, within milliseconds.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Stops every bench of this process: what Ctrl-C does.
    pub fn all() {
        ALL.store(true, Ordering::Relaxed);
    }

    /// Whether [`Stop::all`] was called.
    pub fn is_all() -> bool {
        ALL.load(Ordering::Relaxed)
    }

    /// Whether the bench of this handle was stopped, by it or with all others.
    pub fn is_stopped(&self) -> bool {
        Stop::is_all() || self.0.load(Ordering::Relaxed)
    }
}
