//! Running a test as plain code: on a thread of its own, with no runtime around it.
//!
//! For code under test that builds its own runtime, or that has to say so when there is none.

use std::iter;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::driver::{Clock, PlainBody, Setup, run_plain};
use super::report::Test;
use super::thread::PlainThread;
use super::witness::Witness;
use crate::fault::{self, Fault, Faulty, Voice};
use crate::job::JobBuilder;
use crate::meter::Metered;
use crate::probe::Probe;
use crate::recorder::Recorder;
use crate::span::Span;

/// Runs a test as plain code: a function that is not async, on a thread of its own, in real time,
/// with no runtime around it. Code under test that never comes back fails it after
/// [four seconds](crate#limits).
///
/// Assert order, counts and lower bounds of time here, never small differences of time.
///
/// ```
/// use tokio_lab::{PlainLab, ms, plain_thread};
/// plain_thread(|lab: PlainLab| {
///     let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
///     let job = lab.job("job").takes(ms(20)).gives("done");
///     assert_eq!(runtime.block_on(job), "done");
///     assert!(lab.now() >= ms(20));
/// });
/// ```
///
/// # Panics
/// If the test fails, after its report was printed.
#[track_caller]
pub fn plain_thread<F>(body: F)
where
    F: FnOnce(PlainLab) + Send + 'static,
{
    plain_run(
        Box::new(body),
        std::any::type_name::<F>(),
        Location::caller(),
    );
}

pub(crate) fn plain_run(body: PlainBody, name: &'static str, place: &'static Location<'static>) {
    let test = Test::new(name, place);
    let setup = Setup {
        clock: Clock::Wall,
        seed: super::seed(&test, 0),
        cut: None,
    };
    let end = run_plain(body);
    test.conclude(&mut iter::once((setup, end)));
}

/// One run of a test as plain code: its timeline in real time, its threads.
///
/// Clones are handles to the same run and may go to other threads, and into futures.
#[derive(Clone)]
pub struct PlainLab {
    recorder: Recorder,
    witness: Arc<Witness>,
}

impl PlainLab {
    pub(super) fn new(recorder: Recorder, witness: Arc<Witness>) -> Self {
        PlainLab { recorder, witness }
    }

    /// Real time since the run began.
    pub fn now(&self) -> Duration {
        self.recorder.now()
    }

    /// What is tried from here on, for whoever reads the report: see
    /// [`Lab::case`](crate::Lab::case).
    pub fn case(&self, text: impl Into<String>) {
        self.witness.notes.case(text.into());
    }

    /// Panics in tasks are part of this run: see [`Lab::allow_panics`](crate::Lab::allow_panics).
    pub fn allow_panics(&self) {
        self.witness.allowed.panics.store(true, Ordering::Relaxed);
    }

    /// A job on the lane of this name. It waits on the clock of whatever runtime polls it.
    pub fn job(&self, lane: &str) -> JobBuilder {
        JobBuilder::new(&self.recorder, lane)
    }

    /// Work that goes wrong: see [`Lab::faulty`](crate::Lab::faulty).
    pub fn faulty(
        &self,
        lane: &str,
        fault: Fault,
    ) -> impl Fn() -> Faulty + Clone + Send + Sync + 'static + use<> {
        fault::faulty(&self.recorder, lane, fault, Voice::Quiet)
    }

    /// Any future, drawn on the lane of this name from its first poll to its end.
    pub fn span<F: Future>(&self, lane: &str, future: F) -> Span<F> {
        Span::new(&self.recorder, lane, future)
    }

    /// A future, a stream or a sink that counts how it is polled and woken: see [`Metered`].
    pub fn meter<F>(&self, inner: F) -> Metered<F> {
        Metered::new(&self.recorder, inner)
    }

    /// Something that is to be dropped: see [`Probe`].
    pub fn probe(&self) -> Probe {
        Probe::new(&self.recorder)
    }

    /// Notes that this was said now: for code under test that reports what it does.
    pub fn say(&self, text: impl Into<String>) {
        self.recorder.say(text.into());
    }

    /// Everything that was said so far, in order. No instants: in real time they prove nothing.
    pub fn said(&self) -> Vec<String> {
        let said = self.recorder.said().into_iter();
        said.map(|(_, text)| text).collect()
    }

    /// Starts another plain thread that belongs to this run: a panic in it is part of the report.
    pub fn thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> PlainThread<T> {
        PlainThread::start(&self.witness, work)
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;
    use crate::run::judge::judge;
    use crate::{fail, ms};

    /// What a learner is told of a run with this body.
    fn cause(body: impl FnOnce(PlainLab) + Send + 'static) -> String {
        let setup = Setup {
            clock: Clock::Wall,
            seed: 0,
            cut: None,
        };
        judge(&setup, &run_plain(Box::new(body))).map_or_else(String::new, |problem| problem.cause)
    }

    #[test]
    fn there_is_no_runtime_around_the_body() {
        plain_thread(|_lab| assert!(tokio::runtime::Handle::try_current().is_err()));
    }

    #[test]
    fn what_happens_on_any_thread_is_written_down_in_order() {
        plain_thread(|lab| {
            lab.say("before");
            let other = lab.clone();
            let number = lab.thread(move || {
                other.say("inside");
                7
            });
            assert_eq!(number.join(), 7);
            lab.say("after");
            assert_eq!(lab.said(), ["before", "inside", "after"]);
        });
    }

    #[test]
    fn a_failure_fails_the_test() {
        assert!(catch_unwind(|| plain_thread(|_lab| fail("it is wrong"))).is_err());
        assert_eq!(cause(|_lab| fail("it is wrong")), "it is wrong");
    }

    #[test]
    fn a_panic_on_another_thread_reaches_whoever_joins_it_and_the_report() {
        let told = cause(|lab| lab.thread(|| panic!("no more paper")).join());
        assert!(told.contains("no more paper"), "{told}");
    }

    #[test]
    fn a_message_that_ends_a_sentence_itself_gets_no_second_full_stop() {
        let told = cause(|_lab| panic!("There is no more paper."));
        assert!(told.ends_with("no more paper\""), "{told}");
    }

    #[test]
    fn code_that_waits_for_ever_is_told_so() {
        let told = cause(|lab| {
            lab.thread(|| std::thread::sleep(ms(60_000))).join();
        });
        assert!(told.contains("had not come back after 4s"), "{told}");
    }

    #[test]
    fn async_code_awaits_a_plain_thread_without_blocking() {
        crate::real_time(async |lab| {
            let (sender, receiver) = tokio::sync::oneshot::channel();
            let thread = lab.thread(move || receiver.blocking_recv());
            let answer = async {
                // Not reached before the thread is awaited, if awaiting it blocks.
                tokio::task::yield_now().await;
                let _ = sender.send("go on");
            };
            let (told, ()) = futures::future::join(thread, answer).await;
            assert_eq!(told, Ok("go on"));
        });
    }
}
