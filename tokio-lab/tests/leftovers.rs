//! What a run may leave behind: nothing, if its test does not say otherwise.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;
use tokio_lab::{
    Lab, cancel_at_every_await, failure_of, for_seeds, ms, plain_thread, real_time, real_time_on,
    secs, virtual_time,
};

/// The report of a test that must fail, on a line, however wide it is drawn.
#[track_caller]
fn told(cause: &str, test: impl FnOnce()) {
    let report = failure_of(test).expect("the test fails");
    let line = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains(cause), "{report}");
}

const ALIVE: &str = "1 task was still alive when the test was over";

#[test]
fn a_task_that_outlives_its_test_fails_it_in_every_kind_of_run() {
    told(ALIVE, || {
        virtual_time(async |_lab: Lab| drop(tokio::spawn(sleep(ms(1)))));
    });
    told(ALIVE, || {
        for_seeds(2, async |_lab: Lab| drop(tokio::spawn(sleep(ms(1)))));
    });
    told(ALIVE, || {
        cancel_at_every_await(async |lab: Lab| {
            let work = async {
                let task = tokio::spawn(sleep(secs(1)));
                sleep(ms(1)).await;
                task.abort();
            };
            let _output = lab.cut(work).await;
        });
    });
    told(ALIVE, || {
        real_time(async |_lab: Lab| drop(tokio::spawn(sleep(secs(60)))));
    });
    told(ALIVE, || {
        real_time_on(2, async |_lab: Lab| drop(tokio::spawn(sleep(secs(60)))));
    });
}

#[test]
fn a_test_may_allow_tasks() {
    virtual_time(async |lab: Lab| {
        lab.allow_tasks();
        tokio::spawn(sleep(ms(1)));
    });
}

#[test]
fn what_was_aborted_or_has_nothing_to_wait_for_is_gone_in_a_turn_or_two() {
    virtual_time(async |lab: Lab| {
        tokio::spawn(sleep(ms(1))).abort();
        // Each ends when the one before it has.
        let (first, mut before) = oneshot::channel::<()>();
        for _ in 0..500 {
            let (sender, receiver) = oneshot::channel::<()>();
            let waits_for = std::mem::replace(&mut before, receiver);
            tokio::spawn(async move {
                let _closed = waits_for.await;
                drop(sender);
            });
        }
        let (queue, mut jobs) = mpsc::channel::<()>(1);
        tokio::spawn(async move { while jobs.recv().await.is_some() {} });
        lab.job("work").takes(ms(1)).gives(()).await;
        drop((first, queue));
    });
}

#[test]
fn a_task_that_waits_for_blocking_work_gets_the_time_for_it() {
    virtual_time(async |_lab: Lab| {
        tokio::spawn(async {
            let work = tokio::task::spawn_blocking(|| thread::sleep(ms(20)));
            assert!(work.await.is_ok());
        });
    });
    real_time(async |_lab: Lab| drop(tokio::spawn(sleep(ms(20)))));
}

#[test]
fn what_was_wrong_before_is_told_first() {
    told("it is wrong", || {
        virtual_time(async |_lab: Lab| {
            tokio::spawn(sleep(ms(1)));
            tokio_lab::fail("it is wrong");
        });
    });
}

#[test]
fn a_panic_of_the_tests_own_making_in_a_task_is_no_fault_of_anybody() {
    virtual_time(async |lab: Lab| {
        tokio::spawn(lab.job("job").panics::<()>("boom"));
        tokio::spawn(async { panic!("boom") });
    });
}

#[test]
fn a_test_is_over_when_the_thread_locals_of_its_run_are_dropped() {
    static DROPPED: AtomicUsize = AtomicUsize::new(0);
    struct Slow;
    impl Drop for Slow {
        fn drop(&mut self) {
            thread::sleep(ms(50));
            DROPPED.fetch_add(1, Ordering::Relaxed);
        }
    }
    thread_local! {
        static LEFT: Slow = const { Slow };
    }
    virtual_time(async |_lab: Lab| LEFT.with(|_| ()));
    assert_eq!(DROPPED.load(Ordering::Relaxed), 1, "those of its runtime");
    plain_thread(|_lab| LEFT.with(|_| ()));
    assert_eq!(DROPPED.load(Ordering::Relaxed), 2, "those of a plain run");
}
