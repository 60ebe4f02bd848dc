//! Many that should begin at one instant: whoever begins later fails the test, and says how many had
//! begun by then.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::lock::lock;
use crate::record::failure::Failure;
use crate::record::recorder::Recorder;
use crate::timeline::short;

/// Expects that all of many begin at one instant. Made by [`Lab::crowd`](crate::Lab::crowd).
///
/// Clones are one crowd.
#[derive(Clone, Debug)]
pub struct Crowd {
    recorder: Recorder,
    /// What they are, in the plural.
    what: Arc<str>,
    size: usize,
    begun: Arc<Mutex<Begun>>,
}

#[derive(Debug, Default)]
struct Begun {
    /// When the first of them began.
    at: Option<Duration>,
    count: usize,
}

impl Crowd {
    pub(crate) fn new(recorder: &Recorder, what: &str, size: usize) -> Self {
        Crowd {
            recorder: recorder.clone(),
            what: what.into(),
            size,
            begun: Arc::default(),
        }
    }

    /// One of them begins now.
    ///
    /// If others have begun at an earlier instant, the test fails, with a cause that says how many of
    /// them. Nothing unwinds: what the code under test makes of a panic is another matter.
    pub fn begin(&self) {
        let now = self.recorder.now();
        let mut begun = lock(&self.begun);
        let first = *begun.at.get_or_insert(now);
        if now != first {
            let (what, size, count) = (&self.what, self.size, begun.count);
            let were = if count == 1 { "was" } else { "were" };
            self.recorder.fail(Failure::of_the_run(format!(
                "of {size} {what} only {count} {were} begun at {}, and the next one at {}: all should \
                 begin at the same instant, and there is no reason for batches or a limit",
                short(first),
                short(now)
            )));
        }
        begun.count += 1;
    }

    /// How many have begun.
    #[must_use]
    pub fn begun(&self) -> usize {
        lock(&self.begun).count
    }
}
