//! What tests call: a body is run, with the usual settings or with others.

use std::any::type_name;
use std::iter;
use std::panic::Location;

use super::body::{again, once, plain, seed};
use super::driver::{self, Body, PlainBody};
use super::handle::Lab;
use super::plain::PlainLab;
use super::report::Test;
use super::settings::Settings;
use super::setup::{Clock, Setup};
use super::{cancelling, ties};

impl Settings {
    /// As [`virtual_time`], with these settings.
    ///
    /// # Panics
    /// If the test fails, after its report was printed.
    #[track_caller]
    pub fn virtual_time<F>(self, body: F)
    where
        F: AsyncFnOnce(Lab) + Send + 'static,
    {
        let test = Test::new(self, type_name::<F>(), Location::caller());
        run_once(&test, Clock::Virtual, once(body));
    }

    /// As [`real_time`], with these settings.
    ///
    /// # Panics
    /// If the test fails, after its report was printed.
    #[track_caller]
    pub fn real_time<F>(self, body: F)
    where
        F: AsyncFnOnce(Lab) + Send + 'static,
    {
        let test = Test::new(self, type_name::<F>(), Location::caller());
        run_once(&test, Clock::Real { workers: 0 }, once(body));
    }

    /// As [`real_time_on`], with these settings.
    ///
    /// # Panics
    /// If the test fails, after its report was printed.
    #[track_caller]
    pub fn real_time_on<F>(self, workers: usize, body: F)
    where
        F: AsyncFnOnce(Lab) + Send + 'static,
    {
        let test = Test::new(self, type_name::<F>(), Location::caller());
        let workers = workers.max(1);
        run_once(&test, Clock::Real { workers }, once(body));
    }

    /// As [`plain_thread`], with these settings.
    ///
    /// # Panics
    /// If the test fails, after its report was printed.
    #[track_caller]
    pub fn plain_thread<F>(self, body: F)
    where
        F: FnOnce(PlainLab) + Send + 'static,
    {
        let test = Test::new(self, type_name::<F>(), Location::caller());
        run_plain(&test, plain(body));
    }

    /// As [`for_seeds`], with these settings.
    ///
    /// # Panics
    /// If one of the runs fails, after its report was printed.
    #[track_caller]
    pub fn for_seeds<F>(self, count: u64, body: F)
    where
        F: AsyncFn(Lab) + Send + Sync + 'static,
    {
        let test = Test::new(self, type_name::<F>(), Location::caller());
        run_seeds(&test, count, &mut again(body));
    }

    /// As [`cancel_at_every_await`], with these settings.
    ///
    /// # Panics
    /// If one of the runs fails, after its report was printed, and if it proves too little.
    #[track_caller]
    pub fn cancel_at_every_await<F>(self, body: F)
    where
        F: AsyncFn(Lab) + Send + Sync + 'static,
    {
        let test = Test::new(self, type_name::<F>(), Location::caller());
        cancelling::run(&test, &mut again(body));
    }

    /// As [`ties`](crate::ties), with these settings.
    ///
    /// # Panics
    /// If one of the runs fails, after its report was printed.
    #[track_caller]
    pub fn ties<F>(self, body: F)
    where
        F: AsyncFn(Lab) + Send + Sync + 'static,
    {
        let test = Test::new(self, type_name::<F>(), Location::caller());
        ties::run(&test, &mut again(body));
    }

    /// Runs plain code under the name of this closure's type.
    #[track_caller]
    pub(crate) fn plain_named(
        self,
        body: impl FnOnce(PlainLab) + Send + 'static,
        name: &'static str,
    ) {
        let test = Test::new(self, name, Location::caller());
        run_plain(&test, plain(body));
    }
}

/// Runs a test in virtual time: tokio's paused clock, on a current-thread runtime, on a thread of
/// its own.
///
/// The clock stands still while anything runs and jumps to the next timer when everything waits,
/// so instants are exact and a day takes no time. Code under test that can never go on fails the
/// test at once, code that never gives way fails it after [four seconds](crate#limits).
///
/// The body has to be written where the test is: its name is the name of the function around it.
///
/// ```
/// use tokio_lab::{Lab, ms, virtual_time};
/// virtual_time(async |lab: Lab| {
///     tokio::time::sleep(ms(300)).await;
///     assert_eq!(lab.now(), ms(300));
/// });
/// ```
///
/// # Panics
/// If the test fails, after its report was printed.
#[track_caller]
pub fn virtual_time<F>(body: F)
where
    F: AsyncFnOnce(Lab) + Send + 'static,
{
    Settings::new().virtual_time(body);
}

/// Runs a test in real time, on a current-thread runtime, on a thread of its own: for sockets
/// served from another thread, plain threads and other things that no virtual clock waits for.
///
/// Assert order, counts and rendezvous here, never small differences of time.
///
/// # Panics
/// If the test fails, after its report was printed.
#[track_caller]
pub fn real_time<F>(body: F)
where
    F: AsyncFnOnce(Lab) + Send + 'static,
{
    Settings::new().real_time(body);
}

/// As [`real_time`], on a multi-thread runtime with so many workers.
///
/// # Panics
/// If the test fails, after its report was printed.
#[track_caller]
pub fn real_time_on<F>(workers: usize, body: F)
where
    F: AsyncFnOnce(Lab) + Send + 'static,
{
    Settings::new().real_time_on(workers, body);
}

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
    Settings::new().plain_thread(body);
}

/// Runs a test in virtual time once for each of so many seeds.
///
/// What [`Lab::draw`] gives differs from run to run. The seeds are the same every time, unless
/// the [settings](Settings::seed) or the environment variable `TOKIO_LAB_SEED` hold another one to
/// start from; a report names the seed of the run that failed.
///
/// # Panics
/// If one of the runs fails, after its report was printed.
#[track_caller]
pub fn for_seeds<F>(count: u64, body: F)
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    Settings::new().for_seeds(count, body);
}

/// Runs a test in virtual time once for each await point of the future that it hands to
/// [`Lab::cut`], and cancels that future there.
///
/// Each point is tried twice: cancelled as it begins to wait, and cancelled as it is woken, when
/// whatever it waited for may already have been handed over. The first run lets it come to its
/// end, and counts its waits. The body checks that nothing is lost, leaked or left locked, whatever `cut` returned.
///
/// ```
/// use tokio_lab::{Lab, cancel_at_every_await, ms};
/// cancel_at_every_await(async |lab: Lab| {
///     let probe = lab.probe();
///     let watch = probe.watch();
///     let work = async move {
///         tokio::time::sleep(ms(10)).await;
///         tokio::time::sleep(ms(10)).await;
///         drop(probe);
///     };
///     let _finished: Option<()> = lab.cut(work).await;
///     assert!(watch.is_dropped());
/// });
/// ```
///
/// # Panics
/// If one of the runs fails, after its report was printed; and if the future never waited, the body
/// handed none to `cut`, or it waited more than 500 times, which are the most that are tried: such a
/// test would prove too little.
#[track_caller]
pub fn cancel_at_every_await<F>(body: F)
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    Settings::new().cancel_at_every_await(body);
}

/// Runs a test in virtual time 64 times, each time with a new runtime and the same seed.
///
/// `select!` without `biased` looks first at a branch that tokio's own generator draws, and no seed
/// of a test reaches that generator. In so many runs a tie comes out both ways. For every promise
/// that a tie could break.
///
/// ```
/// use tokio_lab::{Lab, expect_eq, failure_of, ms, ties};
/// use tokio::time::sleep;
///
/// let report = failure_of(|| {
///     ties(async |_lab: Lab| {
///         let first = tokio::select! {
///             () = sleep(ms(10)) => "the work",
///             () = sleep(ms(10)) => "the limit",
///         };
///         expect_eq(first, "the work", "work that is done just in time was thrown away");
///     });
/// });
/// assert!(report.is_some_and(|report| report.contains("luck")));
/// ```
///
/// # Panics
/// If one of the runs fails, after its report was printed; where others went well, it says that
/// luck decides.
#[track_caller]
pub fn ties<F>(body: F)
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    Settings::new().ties(body);
}

fn run_once(test: &Test, clock: Clock, body: Body) {
    let setup = Setup {
        clock,
        seed: seed(test, 0),
        cancel: None,
    };
    let end = driver::run(&setup, &test.settings, body);
    test.conclude(&mut iter::once((setup, end)));
}

fn run_plain(test: &Test, body: PlainBody) {
    let setup = Setup {
        clock: Clock::Wall,
        seed: seed(test, 0),
        cancel: None,
    };
    let end = driver::run_plain(&setup, &test.settings, body);
    test.conclude(&mut iter::once((setup, end)));
}

fn run_seeds(test: &Test, count: u64, body: &mut dyn FnMut() -> Body) {
    let mut runs = (0..count).map(|round| {
        let setup = Setup {
            clock: Clock::Virtual,
            seed: seed(test, round),
            cancel: None,
        };
        let end = driver::run(&setup, &test.settings, body());
        (setup, end)
    });
    test.conclude(&mut runs);
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
            cancel: None,
        };
        let settings = Settings::new();
        let end = driver::run_plain(&setup, &settings, plain(body));
        judge(&setup, &settings, &end).map_or_else(String::new, |problem| problem.cause)
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
