//! The handle of a test that is plain code.

use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::context::Context;
use super::thread::PlainThread;
use crate::instruments::fault::{self, Fault, Faulty, Voice};
use crate::instruments::job::JobBuilder;
use crate::instruments::meter::Metered;
use crate::instruments::probe::Probe;
use crate::instruments::span::Span;

/// One run of a test as plain code: its timeline in real time, its threads.
///
/// Clones are handles to the same run and may go to other threads, and into futures.
#[derive(Clone)]
pub struct PlainLab(Context);

impl fmt::Debug for PlainLab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlainLab")
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}

impl PlainLab {
    pub(super) fn new(context: Context) -> Self {
        PlainLab(context)
    }

    /// Real time since the run began.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.0.recorder.now()
    }

    /// What is tried from here on, for whoever reads the report: see
    /// [`Lab::case`](crate::Lab::case).
    pub fn case(&self, text: impl Into<String>) {
        self.0.observer.notes.case(text.into());
    }

    /// Panics in tasks are part of this run: see [`Lab::allow_panics`](crate::Lab::allow_panics).
    pub fn allow_panics(&self) {
        self.0
            .observer
            .allowed
            .panics
            .store(true, Ordering::Relaxed);
    }

    /// How often code under test has panicked on this run's threads so far, also where it was caught.
    ///
    /// What follows a panic that the test itself made does not count.
    #[must_use]
    pub fn panics(&self) -> usize {
        self.0.observer.panics_under_test()
    }

    /// A job on the lane of this name. It waits on the clock of whatever runtime polls it.
    pub fn job(&self, lane: &str) -> JobBuilder {
        JobBuilder::new(&self.0.recorder, lane)
    }

    /// Work that goes wrong: see [`Lab::faulty`](crate::Lab::faulty).
    pub fn faulty(
        &self,
        lane: &str,
        fault: Fault,
    ) -> impl Fn() -> Faulty + Clone + Send + Sync + 'static + use<> {
        fault::faulty(&self.0.recorder, lane, fault, Voice::Quiet)
    }

    /// Any future, drawn on the lane of this name from its first poll to its end.
    pub fn span<F: Future>(&self, lane: &str, future: F) -> Span<F> {
        Span::new(&self.0.recorder, lane, future)
    }

    /// A future, a stream or a sink that counts how it is polled and woken: see [`Metered`].
    pub fn meter<F>(&self, inner: F) -> Metered<F> {
        Metered::new(&self.0.recorder, inner)
    }

    /// Something that is to be dropped: see [`Probe`].
    #[must_use]
    pub fn probe(&self) -> Probe {
        Probe::new(&self.0.recorder)
    }

    /// Notes that this was said now: for code under test that reports what it does.
    pub fn say(&self, text: impl Into<String>) {
        self.0.recorder.say(text.into());
    }

    /// Everything that was said so far, in order. No instants: in real time they prove nothing.
    #[must_use]
    pub fn said(&self) -> Vec<String> {
        let said = self.0.recorder.said().into_iter();
        said.map(|(_, text)| text).collect()
    }

    /// Starts another plain thread that belongs to this run: a panic in it is part of the report.
    pub fn thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> PlainThread<T> {
        PlainThread::start(&self.0.observer, work)
    }
}
