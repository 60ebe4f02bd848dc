//! Running a test: on a thread of its own, on a clock of its own, never for ever.

mod background;
mod clock;
mod colour;
mod cuts;
mod driver;
mod expectations;
mod handle;
mod hang;
mod judge;
mod leftovers;
mod limits;
mod order;
mod os;
mod places;
mod plain;
mod report;
mod settle;
mod thread;
mod ties;
pub(crate) mod witness;

use std::iter;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;

pub use background::background;
pub(crate) use colour::plain;
pub use cuts::cancel_at_every_await;
pub use expectations::Picture;
pub use handle::Lab;
pub(crate) use plain::plain_run;
pub use plain::{PlainLab, plain_thread};
pub use report::failure_of;
pub use thread::PlainThread;
pub use ties::ties;

use driver::{Body, Clock, Setup};
use report::Test;

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
    once(Clock::Virtual, body, Location::caller());
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
    once(Clock::Real { workers: 0 }, body, Location::caller());
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
    let workers = workers.max(1);
    once(Clock::Real { workers }, body, Location::caller());
}

// Every test has a body of a type of its own. What does not depend on it stays out of what is
// compiled once for each: a chapter's tests are compiled after every save.

fn once<F>(clock: Clock, body: F, place: &'static Location<'static>)
where
    F: AsyncFnOnce(Lab) + Send + 'static,
{
    let body = Box::new(move |lab| -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(async move { body(lab).await })
    });
    run_once(clock, body, std::any::type_name::<F>(), place);
}

fn run_once(clock: Clock, body: Body, name: &'static str, place: &'static Location<'static>) {
    let test = Test::new(name, place);
    let setup = Setup {
        clock,
        seed: seed(&test, 0),
        cut: None,
    };
    let end = driver::run(&setup, body);
    test.conclude(&mut iter::once((setup, end)));
}

/// Runs a test in virtual time once for each of so many seeds.
///
/// What [`Lab::draw`] gives differs from run to run. The seeds are the same every time, unless
/// the environment variable `KATA_SEED` holds another one to start from; a report names the seed
/// of the run that failed.
///
/// # Panics
/// If one of the runs fails, after its report was printed.
#[track_caller]
pub fn for_seeds<F>(count: u64, body: F)
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    let test = Test::new(std::any::type_name::<F>(), Location::caller());
    run_seeds(count, &mut again(body), &test);
}

fn run_seeds(count: u64, body: &mut dyn FnMut() -> Body, test: &Test) {
    let mut runs = (0..count).map(|round| {
        let setup = Setup {
            clock: Clock::Virtual,
            seed: seed(test, round),
            cut: None,
        };
        let end = driver::run(&setup, body());
        (setup, end)
    });
    test.conclude(&mut runs);
}

/// The same body, as often as it is asked for.
fn again<F>(body: F) -> impl FnMut() -> Body
where
    F: AsyncFn(Lab) + Send + Sync + 'static,
{
    let body = Arc::new(body);
    move || {
        let body = Arc::clone(&body);
        Box::new(move |lab| Box::pin(async move { body(lab).await }))
    }
}

/// The seed of one run: drawn from the base seed, the test and the round, so that neither two
/// tests nor two rounds see the same variation.
fn seed(test: &Test, round: u64) -> u64 {
    order::base_seed()
        ^ test
            .fingerprint()
            .wrapping_add(round.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
