//! What a test says when it fails, held to snapshots: the text is what a learner learns from.
//!
//! `src/answers.rs` beside this file stands for the code under test.

#[path = "src/answers.rs"]
mod answers;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio_lab::{
    A_DAY, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, real_time, secs, ties,
    virtual_time,
};

/// The report of a test that fails, but for its last line: where in this file it failed.
fn failure_of(test: impl FnOnce()) -> Option<String> {
    let report = tokio_lab::failure_of(test)?;
    match report.trim_end().rsplit_once("\nat ") {
        Some((rest, place)) if place.contains(".rs:") => Some(format!("{rest}\n")),
        _ => Some(report),
    }
}

/// Runs a body that must fail, in virtual time, and holds its report to the snapshot.
///
/// A macro, because a test is named after the function that its closure is written in.
macro_rules! report {
    ($body:expr) => {
        insta::assert_snapshot!(failure_of(|| virtual_time($body)).expect("the test fails"))
    };
}

mod places;
mod races;
mod values;

#[test]
fn jobs_run_one_after_another_instead_of_at_once() {
    report!(async |lab: Lab| {
        let jobs = ["url1", "url2", "url3"].map(|name| lab.job(name).takes(secs(1)).gives(()));
        answers::one_after_another(Vec::from(jobs)).await;
        lab.expect(
            "
                    0s      1s
            url1    |=======|
            url2    |=======|
            url3    |=======|
            ",
        );
    });
}

#[test]
fn a_job_is_never_started() {
    report!(async |lab: Lab| {
        let (first, second) = (
            lab.job("first").takes(secs(1)),
            lab.job("second").takes(secs(1)),
        );
        first.gives(()).await;
        drop(second.gives(()));
        lab.expect(
            "
                    0s      1s
            first   |=======|
            second  |=======|
            ",
        );
    });
}

#[test]
fn work_is_not_cancelled_at_the_limit() {
    report!(async |lab: Lab| {
        lab.job("work").takes(secs(3)).gives(()).await;
        lab.expect(
            "
                    0s      1s      2s      3s
            work    |=======/
            ",
        );
    });
}

#[test]
fn work_is_cancelled_too_early() {
    report!(async |lab: Lab| {
        let work = lab.job("work").takes(secs(3)).gives(());
        let _ = tokio::time::timeout(secs(1), work).await;
        lab.expect(
            "
                    0s      1s      2s      3s
            work    |=======================|
            ",
        );
    });
}

#[test]
fn one_too_many_is_let_in() {
    report!(async |lab: Lab| {
        let job = |name: &str| lab.job(name).takes(secs(1)).gives(());
        tokio::join!(job("a"), job("b"), job("c"));
        lab.expect(
            "
                    0s      1s      2s
            a       |=======|
            b       |=======|
            c               |=======|
            ",
        );
    });
}

#[test]
fn results_come_in_the_wrong_order() {
    report!(async |_lab: Lab| {
        expect_eq(vec![1, 3, 2], vec![1, 2, 3], "the results are out of order");
    });
}

#[test]
fn long_values_are_shown_as_a_difference() {
    report!(async |_lab: Lab| {
        let pages = |n: usize| {
            (0..n)
                .map(|n| format!("the text of page {n}"))
                .collect::<Vec<_>>()
        };
        expect_eq(pages(5), pages(6), "a page is missing");
    });
}

#[test]
fn what_was_said_comes_at_the_wrong_instants() {
    report!(async |lab: Lab| {
        lab.say("Hello");
        lab.say("World");
        lab.expect_said(
            &[(secs(0), "Hello"), (secs(1), "World")],
            "there was no wait in between",
        );
    });
}

#[test]
fn a_mutex_is_locked_twice() {
    report!(async |lab: Lab| {
        let account = Arc::new(tokio::sync::Mutex::new(0));
        lab.span("transfer", answers::lock_twice(&account)).await;
    });
}

#[test]
fn a_future_is_woken_by_nobody() {
    report!(async |lab: Lab| lab.job("lost").forever().gives(()).await);
}

#[test]
fn a_wait_is_far_too_long() {
    report!(async |lab: Lab| lab.job("retry").takes(secs(5 * 60 * 60)).gives(()).await);
}

#[test]
fn a_wait_is_too_long_for_a_run_that_may_last_a_day() {
    report!(async |lab: Lab| {
        lab.lasts(A_DAY);
        lab.job("retry").takes(5 * A_DAY).gives(()).await;
    });
}

#[test]
fn a_task_looks_every_second_for_more_than_a_day() {
    report!(async |lab: Lab| {
        lab.lasts(A_DAY);
        let looks = async {
            loop {
                tokio::time::sleep(secs(1)).await;
            }
        };
        tokio::spawn(looks).await.unwrap()
    });
}

#[test]
fn a_wait_never_ends_in_a_lifetime() {
    report!(
        async |_lab: Lab| tokio::spawn(tokio::time::sleep(Duration::MAX))
            .await
            .unwrap()
    );
}

#[test]
fn a_task_looks_every_minute_for_what_never_comes() {
    report!(async |_lab: Lab| {
        let looks = async {
            loop {
                tokio::time::sleep(secs(60)).await;
            }
        };
        tokio::spawn(looks).await.unwrap()
    });
}

#[test]
fn a_loop_asks_again_and_again() {
    report!(async |_lab: Lab| answers::poll_for_ever().await);
}

#[test]
fn a_loop_gives_way_and_never_waits() {
    report!(async |lab: Lab| lab.span("spinner", answers::yield_for_ever()).await);
}

#[test]
fn a_spawned_loop_gives_way_and_never_waits() {
    report!(async |_lab: Lab| {
        let spinner = tokio::spawn(answers::yield_for_ever());
        tokio::time::sleep(ms(1)).await;
        spinner.abort();
    });
}

#[test]
fn a_loop_never_gives_way() {
    report!(async |lab: Lab| lab.span("loop", answers::compute_for_ever()).await);
}

#[test]
fn a_thread_is_blocked_for_a_second() {
    report!(async |lab: Lab| {
        lab.mark("print", 'H');
        answers::sleep_the_thread(secs(1));
        lab.mark("print", 'W');
        lab.expect(
            "
                    0s      1s
            print   H       W
            ",
        );
    });
}

#[test]
fn a_thread_is_blocked_for_ever() {
    report!(async |_lab: Lab| answers::sleep_the_thread(secs(3600)));
}

#[test]
fn a_spawned_task_panics() {
    report!(async |lab: Lab| {
        let outcome = tokio::spawn(answers::index_out_of_bounds()).await;
        drop(outcome);
        expect_eq(lab.tasks_alive(), 1, "the task is gone");
    });
}

#[test]
fn the_code_under_test_panics() {
    report!(async |_lab: Lab| answers::index_out_of_bounds().await);
}

#[test]
fn a_job_that_panics_takes_its_caller_along() {
    report!(async |lab: Lab| lab
        .job("bad")
        .takes(secs(1))
        .panics::<()>("the disk is gone")
        .await);
}

#[test]
fn a_task_is_leaked() {
    report!(async |lab: Lab| {
        tokio::spawn(lab.job("worker").takes(secs(9)).gives(()));
        tokio::time::sleep(ms(1)).await;
        lab.expect_no_task_left();
    });
}

#[test]
fn an_assertion_of_the_test_is_its_own_cause() {
    report!(async |_lab: Lab| assert!(1 > 2, "the permit was not given back"));
}

#[test]
fn a_failure_inside_a_task_is_not_swallowed() {
    report!(async |_lab: Lab| {
        let _ = tokio::spawn(async { fail("more was asked for than the caller wanted") }).await;
    });
}

#[test]
fn a_permit_that_is_not_given_back_is_found_by_cancelling() {
    let report = failure_of(|| {
        cancel_at_every_await(async |lab: Lab| {
            let inside = AtomicUsize::new(0);
            lab.cut(answers::count_by_hand(&inside)).await;
            let left = inside.load(Ordering::Relaxed);
            expect_eq(
                left,
                0,
                "the permit of a cancelled caller was never given back",
            );
        });
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn cancelling_what_never_waits_proves_nothing() {
    let report = failure_of(|| {
        cancel_at_every_await(async |lab: Lab| {
            lab.cut(async {}).await;
        });
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn a_seeded_run_names_its_seed() {
    let report = failure_of(|| {
        for_seeds(5, async |lab: Lab| {
            let time = lab.draw().times(ms(250), 1..=1);
            lab.job("job").takes(time).gives(()).await;
            expect_eq(lab.now(), Duration::ZERO, "it took its time");
        });
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn a_rendezvous_in_real_time_that_nobody_comes_to() {
    let report = failure_of(|| {
        real_time(async |_lab: Lab| std::future::pending::<()>().await);
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn a_loop_tries_again_and_again_in_real_time() {
    let report = failure_of(|| {
        real_time(async |lab: Lab| {
            lab.case("whatever it tries fails");
            answers::yield_for_ever().await;
        });
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn a_case_stands_for_what_was_drawn() {
    let report = failure_of(|| {
        for_seeds(5, async |lab: Lab| {
            let mut draw = lab.draw();
            let (from, to) = (draw.size(5..=9), draw.size(1..=4));
            let delay = draw.times(ms(10), 1..=50);
            lab.case(format!("a range of {from}..{to}"));
            lab.job("range").takes(delay).gives(()).await;
            expect_eq(Some(to), None, "an empty range gave something");
        });
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn a_hang_names_the_case() {
    report!(async |lab: Lab| {
        lab.case("called with no jobs");
        std::future::pending().await
    });
}

#[test]
fn a_tie_is_lost_by_luck() {
    let report = failure_of(|| {
        ties(async |lab: Lab| {
            let work = lab.job("work").takes(secs(1)).gives("done");
            let outcome = answers::whichever_comes_first(work, secs(1)).await;
            expect_eq(
                outcome,
                Some("done"),
                "the work was done at the instant of the limit, and thrown away",
            );
        });
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn tasks_outlive_their_test() {
    report!(async |lab: Lab| {
        tokio::spawn(lab.job("heartbeat").forever().gives(()));
        tokio::spawn(lab.job("log").forever().gives(()));
        lab.job("work").takes(secs(1)).gives(()).await;
    });
}

#[test]
fn a_task_panics_and_nobody_takes_notice() {
    report!(async |lab: Lab| {
        tokio::spawn(answers::index_out_of_bounds());
        lab.job("work").takes(secs(1)).gives(()).await;
    });
}

#[test]
fn a_task_that_waits_for_a_job_may_pass_its_panic_on() {
    virtual_time(async |lab: Lab| {
        let job = tokio::spawn(lab.job("job").panics::<()>("boom"));
        let outcome = tokio::spawn(answers::unwrapped(job)).await;
        assert!(outcome.is_err());
    });
}

#[test]
fn a_test_may_allow_panics() {
    virtual_time(async |lab: Lab| {
        lab.allow_panics();
        let outcome = tokio::spawn(answers::index_out_of_bounds()).await;
        assert!(outcome.is_err());
    });
}

#[test]
fn more_waits_than_can_be_tried_are_not_passed_over() {
    let report = failure_of(|| {
        cancel_at_every_await(async |lab: Lab| {
            lab.cut(answers::yield_so_often(501)).await;
        });
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn a_test_that_cuts_nothing_proves_nothing() {
    let report = failure_of(|| {
        cancel_at_every_await(async |_lab: Lab| {});
    });
    insta::assert_snapshot!(report.expect("the test fails"));
}

#[test]
fn a_cut_in_a_test_that_cancels_nothing_proves_nothing() {
    report!(async |lab: Lab| {
        lab.cut(tokio::time::sleep(ms(1))).await;
    });
}

#[test]
fn a_job_that_is_ready_is_never_polled_again() {
    report!(async |lab: Lab| {
        let jobs = ["quick", "slow"].map(|name| lab.job(name));
        let [quick, slow] = jobs;
        answers::polls_the_second_only_once(
            quick.forever().gives(()),
            slow.takes(secs(1)).gives(()),
        )
        .await;
    });
}

#[test]
fn work_is_looked_at_every_now_and_then() {
    report!(async |lab: Lab| {
        let work = tokio::spawn(lab.job("work").takes(ms(205)).gives(()));
        lab.span("you", answers::looks_every(ms(10), work)).await;
        lab.expect(
            "
                    0ms   41ms  82ms  123ms 164ms 205ms
            work    |=============================|
            you     |=============================|
            ",
        );
    });
}

#[test]
fn a_timer_is_made_anew_in_each_poll() {
    report!(async |lab: Lab| lab.span("you", answers::a_new_timer_for_every_poll()).await);
}

#[test]
fn a_future_wakes_whoever_polled_it_first() {
    report!(async |lab: Lab| {
        lab.case("two waits, polled with a new waker each time");
        let waits = async {
            answers::KeepsItsFirstWaker::new(ms(20)).await;
            answers::KeepsItsFirstWaker::new(ms(20)).await;
        };
        lab.polled(Way::FreshWaker, waits).await;
    });
}

#[test]
fn a_future_that_wakes_whoever_polled_it_first_is_late() {
    report!(async |lab: Lab| {
        let wait = answers::KeepsItsFirstWaker::new(ms(20));
        lab.polled(Way::FreshWaker, wait).await;
        expect_eq(lab.now(), ms(20), "a wait of 20ms was not over then");
    });
}

#[test]
fn blocking_work_holds_the_clock() {
    report!(async |_lab: Lab| {
        let work = tokio::task::spawn_blocking(|| answers::sleep_the_thread(secs(3600)));
        tokio::time::sleep(secs(1)).await;
        drop(work);
    });
}

#[test]
fn a_library_that_is_called_panics() {
    report!(async |_lab: Lab| {
        answers::whichever(Vec::<std::future::Ready<()>>::new()).await;
    });
}

#[test]
fn a_picture_says_what_it_shows() {
    report!(async |lab: Lab| {
        lab.explain("you", "the caller that gives up");
        lab.explain("D", "the door opens");
        lab.explain("N", "nothing that is to be seen here");
        let you = lab.span("you", std::future::pending::<()>());
        let _gave_up = tokio::time::timeout(secs(1), you).await;
        lab.mark("door", 'D');
        lab.mark("bell", '*');
        lab.expect(
            "
                    0s      1s
            you     |=======|
            door            D
            bell            *
            ",
        );
    });
}

#[test]
fn several_lanes_hang() {
    report!(async |lab: Lab| {
        let hang = |name: &str| lab.span(name, std::future::pending::<()>());
        let turn = lab.wait("b", std::future::pending::<()>());
        let late = async {
            tokio::time::sleep(secs(1)).await;
            hang("c").await;
        };
        tokio::join!(hang("a"), turn, late);
    });
}

#[test]
fn a_long_cause_loses_its_middle() {
    report!(async |_lab: Lab| fail(format!("the line {:?} was lost", "x".repeat(10_000))));
}
