//! Tests written with the attribute: ordinary async functions.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::sleep;
use tokio_lab::{Lab, expect_eq, failure_of, ms, secs};

#[tokio_lab::test]
async fn an_hour_takes_no_time() {
    sleep(secs(3599)).await;
}

#[tokio_lab::test]
async fn a_test_may_take_its_lab(lab: Lab) {
    sleep(ms(20)).await;
    expect_eq(lab.now(), ms(20), "the clock did not move");
}

#[tokio_lab::test]
async fn a_test_may_give_a_result() -> Result<(), std::num::ParseIntError> {
    let number: u8 = "7".parse()?;
    expect_eq(number, 7, "it is another number");
    Ok(())
}

#[tokio_lab::test(seeds = 20)]
async fn a_test_may_run_for_seeds(lab: Lab) {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    assert!(RUNS.fetch_add(1, Ordering::Relaxed) < 20);
    let time = lab.draw().times(ms(10), 1..=9);
    sleep(time).await;
    expect_eq(lab.now(), time, "it slept for another time");
}

#[tokio_lab::test(cancel)]
async fn a_test_may_cancel_at_every_await(lab: Lab) {
    let probe = lab.probe();
    let watch = probe.watch();
    let work = async move {
        sleep(ms(10)).await;
        sleep(ms(10)).await;
        drop(probe);
    };
    let _finished: Option<()> = lab.cut(work).await;
    assert!(watch.is_dropped(), "the probe is still there");
}

#[tokio_lab::test(ties)]
async fn a_test_may_decide_ties_both_ways() {
    let first = tokio::select! {
        biased;
        () = sleep(ms(10)) => 1,
        () = sleep(ms(10)) => 2,
    };
    assert_eq!(first, 1);
}

#[tokio_lab::test(real_time)]
async fn a_test_may_run_in_real_time(lab: Lab) {
    lab.thread(|| std::thread::sleep(Duration::from_millis(5)))
        .await;
    assert!(lab.now() >= ms(5));
}

#[tokio_lab::test(real_time = 2)]
async fn a_test_may_have_workers(_lab: Lab) {
    assert_eq!(tokio::runtime::Handle::current().metrics().num_workers(), 2);
}

#[tokio_lab::test(horizon = secs(10 * 60 * 60), allow_tasks, allow_moved_clock)]
async fn settings_have_their_own_names() {
    tokio::spawn(std::future::pending::<()>());
    tokio::time::advance(secs(1)).await;
    sleep(secs(9 * 60 * 60)).await;
}

#[tokio_lab::test]
#[should_panic]
async fn other_attributes_stay_what_they_are() {
    panic!("as it should");
}

/// Tests that fail, called by hand.
mod wrong {
    use super::*;

    #[tokio_lab::test]
    #[ignore = "it fails, and another test looks how"]
    pub(super) async fn it_is_out_of_paper() -> Result<(), &'static str> {
        Err("no paper")
    }

    #[tokio_lab::test(width = 40, watchdog = ms(50))]
    #[ignore = "it fails, and another test looks how"]
    pub(super) async fn it_never_gives_way() {
        loop {
            std::hint::spin_loop();
        }
    }
}

#[test]
fn an_error_fails_a_test_under_its_own_name() {
    let report = failure_of(wrong::it_is_out_of_paper).expect("the test fails");
    assert!(report.contains("does not: it is out of paper"), "{report}");
    assert!(report.contains("gave an error: \"no paper\""), "{report}");
}

#[test]
fn settings_decide_how_long_and_how_wide() {
    let report = failure_of(wrong::it_never_gives_way).expect("the test fails");
    let line = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains("never gave way for 50ms"), "{report}");
    assert!(
        report.lines().all(|line| line.chars().count() <= 60),
        "{report}"
    );
}
