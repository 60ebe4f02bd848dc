//! `at_once`: all start together, and the results keep the order of the jobs.

use async_katas::c01_sync_vs_async::at_once::at_once;
use lab::{Job, Lab, Timeline, expect_eq, for_seeds, ms, secs, virtual_time};

#[test]
fn three_jobs_of_two_seconds_take_two() {
    virtual_time(async |lab: Lab| {
        let jobs = ["one", "two", "three"].map(|name| lab.job(name).takes(secs(2)).gives(()));
        at_once(Vec::from(jobs)).await;
        lab.expect(
            "
                    0s        1s        2s
            one     |===================|
            two     |===================|
            three   |===================|
            ",
        );
    });
}

#[test]
fn all_jobs_start_at_once_and_the_longest_sets_the_time() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut expected = Timeline::new();
        let mut jobs = Vec::new();
        let mut longest = secs(0);
        for n in 1..=draw.size(2..=8) {
            let name = format!("job {n}");
            let time = draw.times(ms(100), 1..=20);
            jobs.push(lab.job(&name).takes(time).gives(()));
            expected = expected.span(&name, secs(0), time);
            longest = longest.max(time);
        }
        at_once(jobs).await;
        lab.expect(expected);
        expect_eq(
            lab.now(),
            longest,
            "your function did not return when its longest job had ended",
        );
    });
}

#[test]
fn results_keep_the_order_of_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("slow").takes(secs(3)).gives("slow"),
            lab.job("quick").takes(secs(1)).gives("quick"),
            lab.job("medium").takes(secs(2)).gives("medium"),
        ];
        expect_eq(
            at_once(jobs).await,
            vec!["slow", "quick", "medium"],
            "the results are out of order: they belong in the order of the jobs, not of finishing",
        );
    });
}

#[test]
fn a_hundred_jobs_start_at_once() {
    virtual_time(async |lab: Lab| {
        let jobs = (0..100)
            .map(|n| lab.job(&format!("job {n}")).takes(secs(1)).gives(n))
            .collect();
        let results: Vec<usize> = at_once(jobs).await;
        expect_eq(
            results,
            (0..100).collect::<Vec<_>>(),
            "every job has a result, in order",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "a hundred jobs of 1s each take 1s together, if all of them start at once: there is no \
             reason for batches or a limit",
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<u8>> = Vec::new();
        expect_eq(
            at_once(none).await,
            vec![],
            "no jobs should give no results",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        let one = vec![lab.job("only").takes(secs(1)).gives(7)];
        expect_eq(
            at_once(one).await,
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
