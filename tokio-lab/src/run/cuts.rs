//! The same run again and again, cancelled at one await point after the other.

use std::iter;
use std::panic::Location;

use super::Lab;
use super::driver::{self, Body, Clock, Ending, RunEnd, Setup};
use super::report::Test;
use crate::cut::{Cut, CutPoint};
use crate::expect::{Detail, Failure};

/// How many waits of one future are tried.
const MOST_CUTS: usize = 500;

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
    let test = Test::new(std::any::type_name::<F>(), Location::caller());
    run(&mut super::again(body), &test);
}

fn run(body: &mut dyn FnMut() -> Body, test: &Test) {
    let mut run = |cut| {
        let setup = Setup {
            clock: Clock::Virtual,
            seed: super::seed(test, 0),
            cut: Some(cut),
        };
        (setup, driver::run(&setup, body()))
    };
    let (setup, mut uncut) = run(Cut::Count);
    let waits = uncut.waits.unwrap_or(0);
    if uncut.ending == Ending::Done
        && let Some(cause) = proves_too_little(&uncut)
    {
        let detail = Detail::Nothing;
        uncut.failure.get_or_insert(Failure {
            detail,
            cause,
            cause_name: None,
        });
    }
    let points = (1..=waits).flat_map(|wait| [false, true].map(|woken| CutPoint { wait, woken }));
    let cuts = points.map(|point| run(Cut::At(point)));
    test.conclude(&mut iter::once((setup, uncut)).chain(cuts));
}

/// Why the cuts of this run would prove too little, if they would.
fn proves_too_little(uncut: &RunEnd) -> Option<String> {
    match uncut.waits {
        None => {
            Some("the test handed no future to `cut`, so there was nothing to cancel".to_owned())
        }
        Some(0) => Some(
            "your code came to its end without waiting even once, so there was no await point to \
             cancel it at"
                .to_owned(),
        ),
        Some(1..=MOST_CUTS) => None,
        Some(waits) => Some(format!(
            "your code waited {waits} times before it came to its end: each wait is a place where \
             it may be cancelled, and no more than {MOST_CUTS} are tried, so let it wait only for \
             what it needs"
        )),
    }
}
