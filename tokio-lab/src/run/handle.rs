//! The handle that a test's body gets: everything that it can ask of its run.

use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::cancellation::{self, Cancel};
use super::context::Context;
use super::setup::Clock;
use super::thread::PlainThread;
use crate::expect::fail;
use crate::instruments::crowd::Crowd;
use crate::instruments::draw::Draw;
use crate::instruments::fault::{self, Fault, Faulty, Voice};
use crate::instruments::job::JobBuilder;
use crate::instruments::meter::Metered;
use crate::instruments::pipe::far::FarEnd;
use crate::instruments::pipe::near::Pipe;
use crate::instruments::pipe::pipe;
use crate::instruments::polled::{Way, polled};
use crate::instruments::probe::Probe;
use crate::instruments::source::Source;
use crate::instruments::span::{Span, Wait};
use crate::lock::lock;
use crate::timeline::Timeline;

/// One run of a test: its clock, its timeline, its tasks.
///
/// Clones are handles to the same run and may go to other tasks and threads.
#[derive(Clone)]
pub struct Lab(pub(super) Context);

impl fmt::Debug for Lab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lab")
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}

impl Lab {
    pub(super) fn new(context: Context) -> Self {
        Lab(context)
    }

    /// Time since the run began, on its clock.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.0.recorder.now()
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
        self.0.observer.last_longer(time);
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
        self.0.observer.notes.case(text.into());
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
        self.0.observer.notes.explain(name, meaning);
    }

    /// Tasks may outlive this run. Without this call a run fails if a task is still alive when its
    /// body has returned, everything in it was dropped, and the runtime has had a few turns.
    pub fn allow_tasks(&self) {
        self.0.observer.allowed.tasks.store(true, Ordering::Relaxed);
    }

    /// Panics in tasks are part of this run. Without this call a run fails if code under test
    /// panics in a spawned task, however well it ends otherwise.
    ///
    /// A [job](JobBuilder::panics) that panics is the test's own doing and needs no such call, and
    /// neither does what panics because of it.
    pub fn allow_panics(&self) {
        self.0
            .observer
            .allowed
            .panics
            .store(true, Ordering::Relaxed);
    }

    /// The clock of this run may be moved, stopped or let go. Without this call a run fails if
    /// anything but waiting has moved it, as `tokio::time::advance` does.
    ///
    /// ```
    /// use tokio_lab::{Lab, ms, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     lab.allow_moved_clock();
    ///     tokio::time::advance(ms(50)).await;
    ///     assert_eq!(lab.now(), ms(50));
    /// });
    /// ```
    pub fn allow_moved_clock(&self) {
        let allowed = &self.0.observer.allowed;
        allowed.moved_clock.store(true, Ordering::Relaxed);
    }

    /// A job on the lane of this name, to be handed to the code under test.
    ///
    /// It is a future as soon as it is told how it ends: see [`JobBuilder`].
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
        JobBuilder::new(&self.0.recorder, lane)
    }

    /// So many, called `what` in the plural, that should all begin at the same instant. For thousands,
    /// of which no picture can be drawn: see [`Crowd`].
    ///
    /// ```
    /// use tokio_lab::{Lab, failure_of, ms, virtual_time};
    /// let report = failure_of(|| virtual_time(async |lab: Lab| {
    ///     let crowd = lab.crowd("jobs", 1000);
    ///     let job = async || {
    ///         crowd.begin();
    ///         tokio::time::sleep(ms(7)).await;
    ///     };
    ///     for _ in 0..1000 {
    ///         job().await;
    ///     }
    /// }));
    /// assert!(report.unwrap().contains("of 1000 jobs only 1 was begun at 0s, and the next one at 7ms"));
    /// ```
    pub fn crowd(&self, what: &str, size: usize) -> Crowd {
        Crowd::new(&self.0.recorder, what, size)
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
        fault::faulty(&self.0.recorder, lane, fault, Voice::Quiet)
    }

    /// As [`faulty`](Lab::faulty), with panics that the hook for panics hears, as those of
    /// `panic!`. They are part of the test, and do not fail it by themselves.
    pub fn faulty_aloud(
        &self,
        lane: &str,
        fault: Fault,
    ) -> impl Fn() -> Faulty + Clone + Send + Sync + 'static + use<> {
        fault::faulty(&self.0.recorder, lane, fault, Voice::Loud)
    }

    /// Any future, drawn on the lane of this name from its first poll to its end.
    ///
    /// A deadlock report names it: wrap what the test awaits, to be told who waits.
    pub fn span<F: Future>(&self, lane: &str, future: F) -> Span<F> {
        Span::new(&self.0.recorder, lane, future)
    }

    /// Any future, drawn on the lane of this name as waiting for a turn: `....`.
    ///
    /// A deadlock report names it: wrap what the test awaits, to be told who waits.
    pub fn wait<F: Future>(&self, lane: &str, future: F) -> Wait<F> {
        Wait::new(&self.0.recorder, lane, future)
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
        Source::new(&self.0.recorder, lane, items)
    }

    /// A stream of bytes to hand to the code under test, and its other end for the test, which says
    /// what comes and when, and sees what was written: see [`FarEnd`].
    ///
    /// ```
    /// use tokio::io::{AsyncReadExt, AsyncWriteExt};
    /// use tokio_lab::{Lab, ms, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     let (mut near, far) = lab.pipe();
    ///     far.sends_at(ms(10), b"pi");
    ///     far.sends_at(ms(30), b"ng");
    ///     let mut word = [0; 4];
    ///     near.read_exact(&mut word).await.unwrap();
    ///     assert_eq!((&word, lab.now()), (b"ping", ms(30)));
    ///
    ///     far.takes_at_most(3);
    ///     near.write_all(b"pong").await.unwrap();
    ///     near.flush().await.unwrap();
    ///     assert_eq!(far.writes(), [(ms(30), b"pon".to_vec()), (ms(30), b"g".to_vec())]);
    ///     assert_eq!(far.flushes(), [ms(30)]);
    /// });
    /// ```
    #[must_use]
    pub fn pipe(&self) -> (Pipe, FarEnd) {
        pipe(&self.0.recorder)
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
        Metered::new(&self.0.recorder, inner)
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
        polled(way, future, self.0.observer.astray.clone()).await
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
        self.0.recorder.know(name, time);
    }

    /// Something that happens now, drawn on the lane of this name as this character.
    pub fn mark(&self, lane: &str, glyph: char) {
        self.0.recorder.mark(lane, glyph);
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

    /// Everything that was said so far, with its instants.
    #[must_use]
    pub fn said(&self) -> Vec<(Duration, String)> {
        self.0.recorder.said()
    }

    /// What happened so far.
    #[must_use]
    pub fn timeline(&self) -> Timeline {
        self.0.recorder.timeline()
    }

    /// How many tasks of the runtime are alive, the test's own among them if it spawned any.
    #[must_use]
    pub fn tasks_alive(&self) -> usize {
        self.0.recorder.tasks_alive()
    }

    /// Variation that depends on nothing but this run's seed. Every call starts it anew.
    #[must_use]
    pub fn draw(&self) -> Draw {
        self.0.observer.drew.store(true, Ordering::Relaxed);
        Draw::noted(self.0.setup.seed, &self.0.observer.notes)
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
            self.0.setup.clock != Clock::Virtual,
            "the virtual clock does not wait for plain threads: use `real_time`"
        );
        PlainThread::start(&self.0.observer, work)
    }

    /// Runs a future to its end, or up to the await point at which this run of
    /// [`cancel_at_every_await`](crate::cancel_at_every_await) cancels it: then it is dropped,
    /// and there is no output.
    ///
    /// Each await point is tried in two runs: cancelled as the future begins to wait there, and as
    /// it is woken.
    ///
    /// # Cancel safety
    /// Dropped before its end, it drops the future with it, at whatever await point that is.
    ///
    /// # Panics
    /// At the call, in a test of any other kind: there it would cancel nothing and prove nothing.
    #[track_caller]
    pub fn cut<F: Future>(&self, future: F) -> impl Future<Output = Option<F::Output>> {
        let Some(cancel) = self.0.setup.cancel else {
            fail(
                "`cut` cancels nothing in this test: only `#[tokio_lab::test(cancel)]` and \
                 `cancel_at_every_await` run a test once for each place where it may cancel",
            )
        };
        async move {
            let at = match cancel {
                Cancel::Count => {
                    return Some(cancellation::count(future, &self.0.observer.waits).await);
                }
                Cancel::At(at) => at,
            };
            let output = cancellation::drive(future, at).await;
            if output.is_none() {
                lock(&self.0.observer.cancelled_at).get_or_insert(self.now());
            }
            output
        }
    }
}
