//! The handle that a test's body gets: everything that it can ask of its run.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::driver::{Clock, Setup};
use super::thread::PlainThread;
use super::witness::Witness;
use crate::cut::{self, Cut};
use crate::draw::Draw;
use crate::fault::{self, Fault, Faulty, Voice};
use crate::job::JobBuilder;
use crate::meter::Metered;
use crate::polled::{Way, polled};
use crate::probe::Probe;
use crate::recorder::Recorder;
use crate::source::Source;
use crate::span::{Span, Wait};
use crate::timeline::Timeline;

/// One run of a test: its clock, its timeline, its tasks.
///
/// Clones are handles to the same run and may go to other tasks and threads.
#[derive(Clone)]
pub struct Lab {
    pub(super) recorder: Recorder,
    setup: Setup,
    pub(super) witness: Arc<Witness>,
}

impl Lab {
    pub(crate) fn new(recorder: Recorder, setup: Setup, witness: Arc<Witness>) -> Self {
        Lab {
            recorder,
            setup,
            witness,
        }
    }

    /// Time since the run began, on its clock.
    pub fn now(&self) -> Duration {
        self.recorder.now()
    }

    /// This run may last so much longer on its clock than the hour after which a run counts as
    /// hung: for waits that nobody has limited.
    ///
    /// ```
    /// use tokio_lab::{A_DAY, Lab, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     lab.lasts(A_DAY);
    ///     lab.job("slow").takes(A_DAY).gives(()).await;
    ///     assert_eq!(lab.now(), A_DAY);
    /// });
    /// ```
    pub fn lasts(&self, time: Duration) {
        self.witness.last_longer(time);
    }

    /// What is tried from here on, for whoever reads the report: `"called with no jobs"`, with the
    /// values that matter. A later call replaces it. Call it before whatever may fail or hang.
    ///
    /// ```
    /// use tokio_lab::{Lab, failure_of, virtual_time};
    /// let report = failure_of(|| {
    ///     virtual_time(async |lab: Lab| {
    ///         lab.case("called with no jobs");
    ///         std::future::pending().await
    ///     });
    /// });
    /// assert!(report.is_some_and(|report| report.contains("tried: called with no jobs")));
    /// ```
    pub fn case(&self, text: impl Into<String>) {
        self.witness.notes.case(text.into());
    }

    /// What a lane, or a mark, of this name means: told below every picture that holds it.
    ///
    /// ```
    /// use tokio_lab::{Lab, failure_of, virtual_time};
    /// let report = failure_of(|| {
    ///     virtual_time(async |lab: Lab| {
    ///         lab.explain("you", "the caller that waits");
    ///         lab.span("you", std::future::pending::<()>()).await;
    ///     });
    /// });
    /// assert!(report.is_some_and(|report| report.contains("you: the caller that waits")));
    /// ```
    pub fn explain(&self, name: &str, meaning: &str) {
        self.witness.notes.explain(name, meaning);
    }

    /// Tasks may outlive this run. Without this call a run fails if a task is still alive when its
    /// body has returned, everything in it was dropped, and the runtime has had a few turns.
    pub fn allow_tasks(&self) {
        self.witness.allowed.tasks.store(true, Ordering::Relaxed);
    }

    /// Panics in tasks are part of this run. Without this call a run fails if code under test
    /// panics in a spawned task, however well it ends otherwise.
    ///
    /// A [job](JobBuilder::panics) that panics is the test's own doing and needs no such call, and
    /// neither does what panics because of it.
    pub fn allow_panics(&self) {
        self.witness.allowed.panics.store(true, Ordering::Relaxed);
    }

    /// A job on the lane of this name, to be handed to the code under test.
    ///
    /// ```
    /// use tokio_lab::{Lab, secs, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     let job = lab.job("url1").takes(secs(2)).gives("page 1");
    ///     assert_eq!(job.await, "page 1");
    ///     lab.expect("
    ///                 0s    1s    2s
    ///         url1    |===========|
    ///     ");
    /// });
    /// ```
    pub fn job(&self, lane: &str) -> JobBuilder {
        JobBuilder::new(&self.recorder, lane)
    }

    /// Work that goes wrong, on the lane of this name: a closure to hand to the code under test,
    /// which calls it and awaits what it gives. Its panics are quiet: nothing is printed.
    ///
    /// ```
    /// use tokio_lab::{Fault, Lab, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     for fault in Fault::ALL {
    ///         lab.case(format!("a job that {fault}"));
    ///         let job = lab.faulty("job", fault);
    ///         let ended = tokio::spawn(async move { job().await.map(|()| 7) }).await;
    ///         assert_eq!(ended.is_err(), fault.panics() && fault != Fault::PanicsWhenDropped);
    ///     }
    /// });
    /// ```
    pub fn faulty(
        &self,
        lane: &str,
        fault: Fault,
    ) -> impl Fn() -> Faulty + Clone + Send + Sync + 'static + use<> {
        fault::faulty(&self.recorder, lane, fault, Voice::Quiet)
    }

    /// As [`faulty`](Lab::faulty), with panics that the hook for panics hears, as those of
    /// `panic!`. They are part of the test, and do not fail it by themselves.
    pub fn faulty_aloud(
        &self,
        lane: &str,
        fault: Fault,
    ) -> impl Fn() -> Faulty + Clone + Send + Sync + 'static + use<> {
        fault::faulty(&self.recorder, lane, fault, Voice::Loud)
    }

    /// Any future, drawn on the lane of this name from its first poll to its end.
    pub fn span<F: Future>(&self, lane: &str, future: F) -> Span<F> {
        Span::new(&self.recorder, lane, future)
    }

    /// Any future, drawn on the lane of this name as waiting for a turn.
    pub fn wait<F: Future>(&self, lane: &str, future: F) -> Wait<F> {
        Wait::new(&self.recorder, lane, future)
    }

    /// A stream of these items on the lane of this name. Each takes its time to make, and is made
    /// only when it is asked for: see [`Source`].
    ///
    /// ```
    /// use futures::StreamExt;
    /// use tokio_lab::{Lab, ms, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     let mut source = lab.source("numbers", (1..).map(|n| (ms(100), n)));
    ///     let watch = source.watch();
    ///     assert_eq!(source.next().await, Some(1));
    ///     assert_eq!((watch.asked(), watch.given()), (1, 1));
    ///     lab.expect("
    ///                 0ms   100ms
    ///         numbers |=====|
    ///     ");
    /// });
    /// ```
    pub fn source<T, I>(&self, lane: &str, items: I) -> Source<T>
    where
        T: Send + 'static,
        I: IntoIterator<Item = (Duration, T)>,
        I::IntoIter: Send + 'static,
    {
        Source::new(&self.recorder, lane, items)
    }

    /// A future, a stream or a sink that counts how it is polled and woken: see [`Metered`].
    ///
    /// ```
    /// use tokio_lab::{Lab, ms, secs, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     let looks = lab.meter(async {
    ///         while lab.now() < secs(1) {
    ///             tokio::time::sleep(ms(100)).await;
    ///         }
    ///     });
    ///     let watch = looks.watch();
    ///     looks.await;
    ///     assert_eq!((watch.wakes(), watch.idle_wakes()), (10, 9));
    /// });
    /// ```
    pub fn meter<F>(&self, inner: F) -> Metered<F> {
        Metered::new(&self.recorder, inner)
    }

    /// Polls a future in one of the [ways](Way) that its contract allows, up to its output.
    ///
    /// ```
    /// use tokio_lab::{Lab, Way, ms, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     for way in Way::ALL {
    ///         lab.case(format!("a future that is {way}"));
    ///         let began = lab.now();
    ///         lab.polled(way, tokio::time::sleep(ms(20))).await;
    ///         assert!(lab.now() - began >= ms(20));
    ///     }
    /// });
    /// ```
    pub async fn polled<F: Future>(&self, way: Way, future: F) -> F::Output {
        polled(way, future, self.witness.astray.clone()).await
    }

    /// Names a length of time, so that a report can say what has just this length: a time that is
    /// off by exactly `the attempt`.
    ///
    /// ```
    /// use tokio_lab::{Lab, expect_eq, failure_of, ms, virtual_time};
    /// let report = failure_of(|| virtual_time(async |lab: Lab| {
    ///     lab.known("the attempt", ms(100));
    ///     expect_eq([ms(900), ms(1900)], [ms(1000), ms(2000)], "the pauses are not as given");
    /// }));
    /// assert!(report.unwrap().contains("each is less than it should be by exactly the 100ms"));
    /// ```
    pub fn known(&self, name: &str, time: Duration) {
        self.recorder.know(name, time);
    }

    /// Something that happens now, drawn on the lane of this name as this character.
    pub fn mark(&self, lane: &str, glyph: char) {
        self.recorder.mark(lane, glyph);
    }

    /// Something that is to be dropped: see [`Probe`].
    pub fn probe(&self) -> Probe {
        Probe::new(&self.recorder)
    }

    /// Notes that this was said now: for code under test that reports what it does.
    pub fn say(&self, text: impl Into<String>) {
        self.recorder.say(text.into());
    }

    /// Everything that was said so far, with its instants.
    pub fn said(&self) -> Vec<(Duration, String)> {
        self.recorder.said()
    }

    /// What happened so far.
    pub fn timeline(&self) -> Timeline {
        self.recorder.timeline()
    }

    /// How many tasks of the runtime are alive, the test's own among them if it spawned any.
    pub fn tasks_alive(&self) -> usize {
        self.recorder.tasks_alive()
    }

    /// Variation that depends on nothing but this run's seed. Every call starts it anew.
    pub fn draw(&self) -> Draw {
        self.witness.drew.store(true, Ordering::Relaxed);
        Draw::noted(self.setup.seed, &self.witness.notes)
    }

    /// Starts a plain thread, outside the runtime, that belongs to this run: a panic in it is part
    /// of the report. Await what it gives, never block on it.
    ///
    /// # Panics
    /// In a virtual-time run: its clock does not wait for plain threads.
    pub fn thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> PlainThread<T> {
        assert!(
            self.setup.clock != Clock::Virtual,
            "the virtual clock does not wait for plain threads: use `real_time`"
        );
        PlainThread::start(&self.witness, work)
    }

    /// Runs a future to its end, or up to the await point at which this run of
    /// [`cancel_at_every_await`](crate::cancel_at_every_await) cancels it: then it is dropped,
    /// and there is no output. In all other runs the future just comes to its end.
    pub async fn cut<F: Future>(&self, future: F) -> Option<F::Output> {
        let cut = match self.setup.cut {
            None => return Some(future.await),
            Some(Cut::Count) => return Some(cut::count(future, &self.witness.waits).await),
            Some(Cut::At(cut)) => cut,
        };
        let output = cut::drive(future, cut).await;
        if output.is_none() {
            let mut was_cut = self
                .witness
                .was_cut
                .lock()
                .unwrap_or_else(|p| p.into_inner());
            was_cut.get_or_insert(self.now());
        }
        output
    }
}
