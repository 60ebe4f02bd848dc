//! The same run again and again, for what tokio's own generator decides.

use super::body::seed;
use super::driver::{self, Body};
use super::ending::{Ending, RunEnd};
use super::judge::{Problem, judge};
use super::report::Test;
use super::reporter::Outcome;
use super::setup::{Clock, Setup};

/// Runs the body so often that what luck decides has come out both ways: what it decides for the
/// better nine times in ten passes in one test of 800.
pub(super) fn run(test: &Test, body: &mut dyn FnMut() -> Body) {
    let tries = test.settings.tries;
    let setup = Setup {
        clock: Clock::Virtual,
        seed: seed(test, 0),
        cancel: None,
    };
    let mut wrong: Option<(Problem, RunEnd)> = None;
    let mut well = None;
    for _ in 0..tries {
        let end = driver::run(&setup, &test.settings, body());
        let Some(problem) = judge(&setup, &test.settings, &end) else {
            well = Some(end.timeline);
            continue;
        };
        let is_over = problem.outcome == Outcome::Unwritten || takes_real_time(&end.ending);
        wrong.get_or_insert((problem, end));
        if is_over {
            break;
        }
    }
    match wrong {
        None => test.passed(well.unwrap_or_default()),
        Some((mut problem, end)) => {
            if well.is_some() {
                problem.cause += &by_luck(tries);
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

fn by_luck(tries: u32) -> String {
    format!(
        "; only some of {tries} runs that were all alike went wrong: luck decides here, as it does in \
         `select!` without `biased` when two branches are ready at one instant"
    )
}
