//! The same run again and again, cancelled at one await point after the other.

use std::iter;

use super::body;
use super::cancellation::{Cancel, CancelPoint};
use super::driver::{self, Body};
use super::ending::{Ending, RunEnd};
use super::report::Test;
use super::setup::{Clock, Setup};
use crate::record::failure::Failure;

/// Runs the body once to count the waits of its future, and then twice for each of them.
pub(super) fn run(test: &Test, body_of_the_test: &mut dyn FnMut() -> Body) {
    let mut run = |cancel| {
        let setup = Setup {
            clock: Clock::Virtual,
            seed: body::seed(test, 0),
            cancel: Some(cancel),
        };
        (
            setup,
            driver::run(&setup, &test.settings, body_of_the_test()),
        )
    };
    let (setup, mut whole) = run(Cancel::Count);
    let waits = whole.waits.unwrap_or(0);
    if whole.ending == Ending::Done
        && let Some(cause) = proves_too_little(&whole, test.settings.most_waits)
    {
        whole.failure.get_or_insert(Failure::of_the_run(cause));
    }
    let points =
        (1..=waits).flat_map(|wait| [false, true].map(|woken| CancelPoint { wait, woken }));
    let cancelled = points.map(|point| run(Cancel::At(point)));
    test.conclude(&mut iter::once((setup, whole)).chain(cancelled));
}

/// Why cancelling this run would prove too little, if they would.
fn proves_too_little(whole: &RunEnd, most: usize) -> Option<String> {
    match whole.waits {
        None => {
            Some("the test handed no future to `cut`, so there was nothing to cancel".to_owned())
        }
        Some(0) => Some(
            "your code came to its end without waiting even once, so there was no await point to \
             cancel it at"
                .to_owned(),
        ),
        Some(waits) if waits <= most => None,
        Some(waits) => Some(format!(
            "your code waited {waits} times before it came to its end: each wait is a place where \
             it may be cancelled, and no more than {most} are tried, so let it wait only for \
             what it needs"
        )),
    }
}
