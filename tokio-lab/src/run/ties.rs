//! The same run again and again, for what tokio's own generator decides.

use std::panic::Location;

use super::Lab;
use super::driver::{self, Body, Clock, Ending, RunEnd, Setup};
use super::judge::{Problem, judge};
use super::report::Test;
use lab_record::Outcome;

/// So many runs. What luck decides for the better nine times in ten passes in one test of 800.
const TRIES: usize = 64;

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
    let test = Test::new(std::any::type_name::<F>(), Location::caller());
    run(&mut super::again(body), &test);
}

fn run(body: &mut dyn FnMut() -> Body, test: &Test) {
    let setup = Setup {
        clock: Clock::Virtual,
        seed: super::seed(test, 0),
        cut: None,
    };
    let mut wrong: Option<(Problem, RunEnd)> = None;
    let mut well = None;
    for _ in 0..TRIES {
        let end = driver::run(&setup, body());
        let Some(problem) = judge(&setup, &end) else {
            well = Some(end.timeline);
            continue;
        };
        let is_over = problem.outcome == Outcome::NotWritten || takes_real_time(&end.ending);
        wrong.get_or_insert((problem, end));
        if is_over {
            break;
        }
    }
    match wrong {
        None => test.passed(well.unwrap_or_default()),
        Some((mut problem, end)) => {
            if well.is_some() {
                problem.cause += &by_luck();
            }
            test.failed(&problem, &end)
        }
    }
}

/// Seconds of it: nobody waits for 64 of them.
fn takes_real_time(ending: &Ending) -> bool {
    matches!(
        ending,
        Ending::Spinning | Ending::Waiting { .. } | Ending::Stuck { .. }
    )
}

fn by_luck() -> String {
    format!(
        "; only some of {TRIES} runs that were all alike went wrong: luck decides here, as it does in \
         `select!` without `biased` when two branches are ready at one instant"
    )
}
