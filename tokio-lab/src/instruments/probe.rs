//! Drop probes: was it let go of, when, and before the function under test returned?

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::lock::lock;
use crate::record::recorder::Recorder;

/// Something to put into a future, a job or a resource, that notices when it is dropped.
///
/// The probe is the thing dropped; [`Probe::watch`] gives the eye that stays with the test.
#[derive(Debug)]
pub struct Probe {
    recorder: Recorder,
    dropped: Arc<Mutex<Option<Duration>>>,
}

/// Sees when the [`Probe`]s it was taken from are dropped.
#[derive(Clone, Debug)]
pub struct Watch(Arc<Mutex<Option<Duration>>>);

impl Probe {
    pub(crate) fn new(recorder: &Recorder) -> Self {
        Probe {
            recorder: recorder.clone(),
            dropped: Arc::default(),
        }
    }

    /// The eye that sees this probe being dropped.
    #[must_use]
    pub fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.dropped))
    }
}

impl Watch {
    /// Whether the probe is gone.
    #[must_use]
    pub fn is_dropped(&self) -> bool {
        self.dropped_at().is_some()
    }

    /// The instant at which the probe was dropped, if it was.
    #[must_use]
    pub fn dropped_at(&self) -> Option<Duration> {
        *lock(&self.0)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let at = self.recorder.now();
        lock(&self.dropped).get_or_insert(at);
    }
}
