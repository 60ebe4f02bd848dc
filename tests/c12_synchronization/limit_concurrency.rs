//! `limit_concurrency`: never more than the limit, and as many as it allows whenever there is work.

use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_katas::c12_synchronization::limit_concurrency::Limit;
use futures::FutureExt;
use futures::future::{join, join3};
use lab::{
    Job, Lab, Timeline, cancel_at_every_await, expect_eq, for_seeds, ms, secs, virtual_time, within,
};

fn limit(most: usize) -> Limit {
    Limit::new(NonZeroUsize::new(most).expect("a limit of one or more"))
}

fn seconds(lab: &Lab, name: &str, time: u64) -> Job<()> {
    lab.job(name).takes(secs(time)).gives(())
}

#[test]
fn ten_jobs_of_one_second_three_at_a_time_take_four_seconds() {
    virtual_time(async |lab: Lab| {
        let jobs = (1..=10)
            .map(|n| seconds(&lab, &format!("{n}"), 1))
            .collect();
        limit(3).run_all(jobs).await;
        lab.expect(
            "
                  0s    1s    2s    3s    4s
            1     |=====|
            2     |=====|
            3     |=====|
            4           |=====|
            5           |=====|
            6           |=====|
            7                 |=====|
            8                 |=====|
            9                 |=====|
            10                      |=====|
            ",
        );
    });
}

#[test]
fn a_place_is_taken_at_the_instant_it_comes_free() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let most = draw.size(2..=4);
        let mut free_at = vec![Duration::ZERO; most];
        let mut expected = Timeline::new();
        let mut jobs = Vec::new();
        for n in 1..=draw.size(5..=10) {
            let name = format!("job {n}");
            let time = draw.times(ms(100), 1..=20);
            jobs.push(lab.job(&name).takes(time).gives(()));
            free_at.sort();
            expected = expected.span(&name, free_at[0], free_at[0] + time);
            free_at[0] += time;
        }
        limit(most).run_all(jobs).await;
        lab.expect(expected);
    });
}

#[test]
fn results_keep_the_order_of_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("slow").takes(secs(3)).gives("slow"),
            lab.job("quick").takes(secs(1)).gives("quick"),
            lab.job("medium").takes(secs(1)).gives("medium"),
        ];
        expect_eq(
            limit(2).run_all(jobs).await,
            vec!["slow", "quick", "medium"],
            "the results are out of order: they belong in the order of the jobs, not of finishing",
        );
    });
}

#[test]
fn everybody_shares_the_same_places() {
    virtual_time(async |lab: Lab| {
        let limit = limit(2);
        let many = ["a", "b", "c"].map(|name| seconds(&lab, name, 1));
        join(
            limit.run_all(Vec::from(many)),
            limit.run(seconds(&lab, "single", 1)),
        )
        .await;
        lab.expect(
            "
                    0s    1s    2s
            a       |=====|
            b       |=====|
            c             |=====|
            single        |=====|
            ",
        );
    });
}

#[test]
fn a_job_that_fails_or_panics_gives_its_place_back() {
    virtual_time(async |lab: Lab| {
        let limit = limit(1);
        let fails = lab.job("fails").takes(secs(1)).err::<(), _>("no such page");
        expect_eq(
            limit.run(fails).await,
            Err("no such page"),
            "what the job gave, here an error, should come back from `run`",
        );
        let panics = lab
            .job("panics")
            .takes(secs(1))
            .panics::<()>("out of paper");
        let caught = AssertUnwindSafe(limit.run(panics)).catch_unwind().await;
        assert!(
            caught.is_err(),
            "the panic of a job did not reach the caller of `run`"
        );
        within(
            secs(60),
            limit.run(seconds(&lab, "next", 1)),
            "the place of a job that panicked was never given back: whatever comes after the \
             job's `.await` does not run when the job panics, but guards are dropped",
        )
        .await;
        lab.expect(
            "
                    0s    1s    2s    3s
            fails   |=====x
            panics        |=====!
            next                |=====|
            ",
        );
    });
}

#[test]
fn a_cancelled_caller_costs_nobody_a_place_or_a_turn() {
    cancel_at_every_await(async |lab: Lab| {
        let limit = limit(1);
        let first = limit.run(seconds(&lab, "first", 1));
        let cancelled = async {
            lab.cut(limit.run(seconds(&lab, "cancelled", 1))).await;
            lab.now()
        };
        let next = async {
            let next = limit.run(seconds(&lab, "next", 1));
            within(
                secs(60),
                next,
                "after a caller was cancelled its place was never given to the next in line",
            )
            .await;
            lab.now()
        };
        let ((), gone, done) = join3(first, cancelled, next).await;
        expect_eq(
            done,
            gone.max(secs(1)) + secs(1),
            "the next in line did not start at the instant the place came free",
        );
        let before = lab.now();
        let two = vec![seconds(&lab, "last", 1), seconds(&lab, "very last", 1)];
        limit.run_all(two).await;
        expect_eq(
            lab.now() - before,
            secs(2),
            "two jobs ran at once where one may: a cancelled caller gave back a place that it \
             never had",
        );
    });
}

#[test]
fn the_largest_number_is_no_limit() {
    virtual_time(async |lab: Lab| {
        let jobs = (0..100)
            .map(|n| seconds(&lab, &format!("job {n}"), 1))
            .collect();
        limit(usize::MAX).run_all(jobs).await;
        expect_eq(
            lab.now(),
            secs(1),
            "a hundred jobs did not all start at once, though the limit is far higher",
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let limit = limit(3);
        let none: Vec<Job<u8>> = Vec::new();
        expect_eq(
            limit.run_all(none).await,
            vec![],
            "no jobs should give no results",
        );
        let one = vec![lab.job("only").takes(secs(1)).gives(7)];
        expect_eq(
            limit.run_all(one).await,
            vec![7],
            "a single job should give its own result",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "a single job should take just its own time",
        );
    });
}
