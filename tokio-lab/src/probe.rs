//! Drop probes: was it let go of, when, and before the function under test returned?

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::recorder::Recorder;

/// Something to put into a future, a job or a resource, that notices when it is dropped.
///
/// The probe is the thing dropped; [`Probe::watch`] gives the eye that stays with the test.
pub struct Probe {
    recorder: Recorder,
    dropped: Arc<Mutex<Option<Duration>>>,
}

/// Sees when the [`Probe`]s it was taken from are dropped.
#[derive(Clone)]
pub struct Watch(Arc<Mutex<Option<Duration>>>);

impl Probe {
    pub(crate) fn new(recorder: &Recorder) -> Self {
        Probe {
            recorder: recorder.clone(),
            dropped: Arc::default(),
        }
    }

    /// The eye that sees this probe being dropped.
    pub fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.dropped))
    }
}

impl Watch {
    /// Whether the probe is gone.
    pub fn is_dropped(&self) -> bool {
        self.dropped_at().is_some()
    }

    /// The instant at which the probe was dropped, if it was.
    pub fn dropped_at(&self) -> Option<Duration> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let at = self.recorder.now();
        self.dropped
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(at);
    }
}
