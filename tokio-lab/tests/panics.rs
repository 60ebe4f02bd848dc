//! A panic ends a span where it happens, whoever catches it, and fails its test wherever it happens.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio_lab::{Lab, PlainLab, Settings, failure_of, ms, plain_thread, secs, virtual_time};

#[test]
fn a_caught_panic_is_no_cancellation() {
    virtual_time(async |lab: Lab| {
        let caught = AssertUnwindSafe(lab.job("caught").takes(secs(1)).panics::<()>("boom"));
        let spawned = tokio::spawn(lab.job("spawned").takes(secs(1)).panics::<()>("boom"));
        assert!(caught.catch_unwind().await.is_err());
        assert!(spawned.await.is_err());
        lab.expect(
            "
                     0s      1s
            caught   |=======!
            spawned  |=======!
            ",
        );
    });
}

#[test]
fn a_task_of_the_tests_own_that_panics_fails_it() {
    async fn body(_lab: Lab) {
        tokio::spawn(async { assert_eq!(1 + 1, 3, "sums are off") });
        tokio::time::sleep(ms(5)).await;
    }
    let report = failure_of(|| virtual_time(async |lab: Lab| body(lab).await));
    let report = report.expect("the test fails");
    let line = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        line.contains("the test panicked at tests/panics.rs:"),
        "{report}"
    );
    assert!(line.contains("left: 2 right: 3\", in a task"), "{report}");
    Settings::new()
        .allow_panics()
        .virtual_time(async |lab: Lab| body(lab).await);
    Settings::new()
        .allow_panics_of_the_test()
        .virtual_time(async |lab: Lab| body(lab).await);
}

#[test]
fn a_panic_that_plain_code_catches_is_counted() {
    plain_thread(|lab: PlainLab| {
        assert_eq!(lab.panics(), 0);
        let caught = std::panic::catch_unwind(tokio::runtime::Handle::current);
        assert!(caught.is_err());
        assert_eq!(lab.panics(), 1, "one panic was caught");
    });
}
