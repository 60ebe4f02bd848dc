//! `gather`: all at once, results in input order, nothing left behind and no panic lost.

use std::panic::AssertUnwindSafe;

use async_katas::c05_concurrency::gather::gather;
use futures::FutureExt;
use lab::{Job, Lab, Timeline, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

#[test]
fn three_requests_take_as_long_as_the_longest() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("url1").takes(secs(1)).gives("url1 data"),
            lab.job("url2").takes(secs(2)).gives("url2 data"),
            lab.job("url3").takes(secs(1)).gives("url3 data"),
        ];
        let results = gather(jobs).await;
        lab.expect(
            "
                    0s        1s        2s
            url1    |=========|
            url2    |===================|
            url3    |=========|
            ",
        );
        expect_eq(
            results,
            vec!["url1 data", "url2 data", "url3 data"],
            "the results are out of order: they belong in the order of the jobs, not of finishing",
        );
    });
}

#[test]
fn results_keep_the_order_of_the_jobs_however_they_finish() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut expected = Timeline::new();
        let mut jobs = Vec::new();
        let mut longest = secs(0);
        for n in 0..draw.size(2..=8) {
            let name = format!("job {n}");
            let time = draw.times(ms(100), 1..=20);
            let hops = draw.size(0..=3);
            jobs.push(lab.job(&name).yields(hops).takes(time).gives(n));
            expected = expected.span(&name, secs(0), time);
            longest = longest.max(time);
        }
        let places: Vec<usize> = (0..jobs.len()).collect();
        let results = gather(jobs).await;
        lab.expect(expected);
        expect_eq(
            lab.now(),
            longest,
            "your function did not return at the instant at which its longest job ended",
        );
        expect_eq(
            results,
            places,
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
        let results: Vec<usize> = gather(jobs).await;
        expect_eq(
            lab.now(),
            secs(1),
            "a hundred jobs of 1s each take 1s together, if all of them start at once: there is no \
             reason for batches or a limit",
        );
        expect_eq(
            results,
            (0..100).collect::<Vec<_>>(),
            "not every job has its result in its place",
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<u8>> = Vec::new();
        expect_eq(gather(none).await, vec![], "no jobs should give no results");
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        let one = vec![lab.job("only").takes(secs(1)).gives(7)];
        expect_eq(
            gather(one).await,
            vec![7],
            "a single job should give its own result",
        );
    });
}

#[test]
fn a_caller_that_gives_up_stops_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs = ["one", "two"].map(|name| lab.job(name).takes(secs(3)).gives(()));
        let given_up = timeout(secs(1), gather(Vec::from(jobs))).await;
        assert!(
            given_up.is_err(),
            "your function returned before its jobs were done"
        );
        sleep(secs(1)).await;
        lab.expect(
            "
                    0s        1s        2s
            one     |=========/
            two     |=========/
            ",
        );
    });
}

#[test]
fn a_panic_of_a_job_is_not_lost() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("good").takes(secs(1)).gives("fine"),
            lab.job("bad").takes(secs(1)).panics("boom"),
        ];
        let end = AssertUnwindSafe(gather(jobs)).catch_unwind().await;
        if let Ok(results) = end {
            fail(format!(
                "the panic of a job was lost: two jobs ran, one panicked, and your function \
                 returned {results:?} as if nothing had happened"
            ));
        }
        expect_eq(
            lab.now(),
            secs(1),
            "your function panicked at another instant than its job",
        );
    });
}
