//! `shield`: whoever waits may give up, the work may not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_katas::c06_timeouts::shield::{Shield, ShieldError, shield};
use lab::{Lab, cancel_at_every_await, expect_eq, ms, secs, virtual_time};
use tokio::time::sleep;

/// Work of three seconds.
fn payment(lab: &Lab) -> Shield<&'static str> {
    counted_payment(lab, &Arc::default())
}

/// Work of three seconds, and how often it is started.
fn counted_payment(lab: &Lab, starts: &Arc<AtomicUsize>) -> Shield<&'static str> {
    let (lab, starts) = (lab.clone(), Arc::clone(starts));
    shield(move || {
        starts.fetch_add(1, Ordering::Relaxed);
        lab.job("payment").takes(secs(3)).gives("paid")
    })
}

#[test]
fn giving_up_the_wait_leaves_the_work_running() {
    virtual_time(async |lab: Lab| {
        let mut payment = payment(&lab);
        let early = lab.span("first wait", payment.wait(secs(1))).await;
        let later = lab.span("second wait", payment.wait(secs(60))).await;
        lab.expect(
            "
                          0s        1s        2s        3s
            payment       |=============================|
            first wait    |=========|
            second wait             |===================|
            ",
        );
        expect_eq(
            (early, later),
            (Err(ShieldError::StillRunning), Ok("paid")),
            "the first wait is given up while the work runs, the second one gets its result",
        );
    });
}

#[test]
fn the_work_starts_at_once_and_only_once() {
    virtual_time(async |lab: Lab| {
        let starts = Arc::default();
        let mut payment = counted_payment(&lab, &starts);
        sleep(secs(1)).await;
        for _ in 0..3 {
            let _too_early = payment.wait(ms(500)).await;
        }
        expect_eq(
            starts.load(Ordering::Relaxed),
            1,
            "the work should be started once, by `shield`, and not with every wait",
        );
        sleep(secs(2)).await;
        lab.expect(
            "
                      0s        1s        2s        3s
            payment   |=============================|
            ",
        );
    });
}

#[test]
fn the_result_waits_for_whoever_comes_late() {
    virtual_time(async |lab: Lab| {
        let mut payment = payment(&lab);
        sleep(secs(5)).await;
        expect_eq(
            payment.wait(Duration::ZERO).await,
            Ok("paid"),
            "the work has ended long ago: its result should come at once, even with no time to \
             wait",
        );
        expect_eq(
            lab.now(),
            secs(5),
            "your function waited although the result was there",
        );
        lab.expect(
            "
                      0s        1s        2s        3s        4s        5s
            payment   |=============================|
            ",
        );
    });
}

#[test]
fn cancelling_the_caller_does_not_reach_the_work() {
    virtual_time(async |lab: Lab| {
        let inside = lab.clone();
        let caller = tokio::spawn(async move {
            let mut payment = payment(&inside);
            inside.span("caller", payment.wait(secs(60))).await
        });
        sleep(secs(1)).await;
        caller.abort();
        sleep(secs(3)).await;
        lab.expect(
            "
                      0s        1s        2s        3s        4s
            payment   |=============================|
            caller    |=========/
            ",
        );
    });
}

#[test]
fn a_wait_that_is_cancelled_loses_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let mut payment = payment(&lab);
        let result = match lab.cut(payment.wait(secs(60))).await {
            Some(result) => result,
            None => payment.wait(secs(60)).await,
        };
        expect_eq(
            result,
            Ok("paid"),
            "a wait was dropped in the middle, and the next one did not get the result",
        );
        expect_eq(
            lab.now(),
            secs(3),
            "the result did not come at the instant at which the work ended",
        );
    });
}

#[test]
fn the_result_is_handed_out_once() {
    virtual_time(async |lab: Lab| {
        let mut payment = payment(&lab);
        let first = payment.wait(secs(60)).await;
        let again = [payment.wait(secs(60)).await, payment.wait(secs(60)).await];
        expect_eq(
            (first, again),
            (
                Ok("paid"),
                [Err(ShieldError::Taken), Err(ShieldError::Taken)],
            ),
            "the first wait gets the result, and every later one is told that it is taken",
        );
        expect_eq(
            lab.now(),
            secs(3),
            "your function waited for a result that was taken",
        );
    });
}

#[test]
fn a_panic_of_the_work_is_told_to_every_wait() {
    virtual_time(async |lab: Lab| {
        let inside = lab.clone();
        let mut work = shield(move || inside.job("work").takes(secs(1)).panics::<u8>("boom"));
        let told = [work.wait(secs(60)).await, work.wait(secs(60)).await];
        expect_eq(
            told,
            [Err(ShieldError::Panicked), Err(ShieldError::Panicked)],
            "the work panicked, and not every wait was told so",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "a panic should be told at the instant at which it happened",
        );
    });
}
