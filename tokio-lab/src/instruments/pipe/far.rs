//! The end of a pipe that stays with the test: it says what comes and when, and sees what was
//! written.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::state::{Coming, State};
use crate::lock::lock;
use crate::record::recorder::Recorder;

/// The test's end of a [`Pipe`](crate::Pipe). Made by [`Lab::pipe`](crate::Lab::pipe).
///
/// Clones are handles to the same end. Instants are those of the run, as [`Lab::now`](crate::Lab::now)
/// tells them; what is said for an instant that is over comes at once. What is said first comes
/// first, whatever the instants are.
#[derive(Clone)]
pub struct FarEnd {
    recorder: Recorder,
    state: Arc<Mutex<State>>,
}

impl fmt::Debug for FarEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.state);
        f.debug_struct("FarEnd")
            .field("reads", &state.reads)
            .field("writes", &state.writes)
            .field("flushes", &state.flushes)
            .field("shutdowns", &state.shutdowns)
            .finish_non_exhaustive()
    }
}

impl FarEnd {
    pub(super) fn new(recorder: &Recorder, state: Arc<Mutex<State>>) -> Self {
        FarEnd {
            recorder: recorder.clone(),
            state,
        }
    }

    fn comes(&self, at: Duration, what: Coming) {
        let mut state = lock(&self.state);
        state.coming.push_back((at, what));
        let reader = state.reader.take();
        drop(state);
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// These bytes come at this instant, as one piece: a read gives bytes of one piece only, and
    /// what it has no room for at the next read.
    pub fn sends_at(&self, at: Duration, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        if !bytes.is_empty() {
            self.comes(at, Coming::Bytes(bytes.iter().copied().collect()));
        }
    }

    /// These bytes come now, as one piece.
    pub fn sends(&self, bytes: impl AsRef<[u8]>) {
        self.sends_at(self.recorder.now(), bytes);
    }

    /// From this instant on, nothing comes any more: a read gives no bytes.
    pub fn ends_at(&self, at: Duration) {
        self.comes(at, Coming::End);
    }

    /// At this instant a read fails, once.
    pub fn fails_at(&self, at: Duration, error: io::Error) {
        self.comes(at, Coming::Error(error));
    }

    /// From now on a write takes at most so many bytes, and none where it is 0.
    pub fn takes_at_most(&self, bytes: usize) {
        lock(&self.state).at_most = Some(bytes);
    }

    /// Nothing is taken before this instant: whoever writes, flushes or shuts down waits for it.
    /// Call it before they do.
    pub fn takes_from(&self, at: Duration) {
        lock(&self.state).takes_from = at;
    }

    /// How many reads gave something: bytes, the end, or an error.
    #[must_use]
    pub fn reads(&self) -> usize {
        lock(&self.state).reads
    }

    /// How many bytes were sent, or will be, and have not been read.
    #[must_use]
    pub fn unread(&self) -> usize {
        let bytes = |(_, what): &(Duration, Coming)| match what {
            Coming::Bytes(bytes) => bytes.len(),
            Coming::Error(_) | Coming::End => 0,
        };
        lock(&self.state).coming.iter().map(bytes).sum()
    }

    /// Every write that came to its end, in order: its instant, and the bytes that were taken.
    #[must_use]
    pub fn writes(&self) -> Vec<(Duration, Vec<u8>)> {
        lock(&self.state).writes.clone()
    }

    /// All bytes that were taken.
    #[must_use]
    pub fn written(&self) -> Vec<u8> {
        let state = lock(&self.state);
        let bytes = state.writes.iter().flat_map(|(_, bytes)| bytes);
        bytes.copied().collect()
    }

    /// The instants at which it was flushed.
    #[must_use]
    pub fn flushes(&self) -> Vec<Duration> {
        lock(&self.state).flushes.clone()
    }

    /// The instants at which it was shut down: more than one, if somebody did so again.
    #[must_use]
    pub fn shutdowns(&self) -> Vec<Duration> {
        lock(&self.state).shutdowns.clone()
    }

    /// The instant at which the near end was dropped, if it was.
    #[must_use]
    pub fn dropped_at(&self) -> Option<Duration> {
        lock(&self.state).dropped_at
    }
}
