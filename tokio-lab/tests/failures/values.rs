//! Values that are not what they should be.

use tokio_lab::{Lab, expect_eq, expect_match, ms, secs, virtual_time};

use crate::answers::{Endless, Outcome};
use crate::failure_of;

#[test]
fn a_value_does_not_match_its_pattern() {
    report!(async |_lab: Lab| {
        let (job, outcome) = (3, Outcome::Panicked("out of ink".to_owned()));
        expect_match!(
            outcome,
            Outcome::Panicked(text) if text == "no paper",
            "job {job} panicked with \"no paper\", and its outcome tells something else"
        );
    });
}

#[test]
fn a_long_value_does_not_match_its_pattern() {
    report!(async |_lab: Lab| {
        let outcomes = Vec::from_iter((0..30).map(Outcome::Finished));
        expect_match!(
            outcomes[..],
            [Outcome::Finished(0), Outcome::Finished(1)],
            "28 too many"
        );
    });
}

#[test]
fn a_value_that_is_never_done_showing_itself() {
    report!(async |_lab: Lab| {
        expect_match!(
            Some(Endless),
            None,
            "something came though nothing was sent"
        );
    });
}

#[test]
fn whoever_waits_is_not_woken_for_nothing() {
    report!(async |lab: Lab| {
        let waits = lab.meter(async {
            while lab.now() < secs(1) {
                tokio::time::sleep(ms(10)).await;
            }
        });
        let watch = waits.watch();
        waits.await;
        let idle = watch.idle_wakes();
        expect_eq(
            idle,
            0,
            format!(
                "while it waited for a second it was woken {idle} times for nothing: it looks now and then"
            ),
        );
    });
}
