//! `gather_outcomes`: whatever becomes of a job, the others run on, and its outcome is told.

use async_katas::c05_concurrency::gather_outcomes::{JobError, gather_outcomes};
use lab::{Job, Lab, Timeline, expect_eq, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

type Page = Result<usize, &'static str>;

#[test]
fn a_failure_at_the_start_leaves_the_rest_running() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("1").takes(secs(1)).ok(1),
            lab.job("2").err("Error!"),
            lab.job("3").takes(secs(1)).ok(3),
        ];
        let outcomes = gather_outcomes(jobs).await;
        lab.expect(
            "
                0s        1s
            1   |=========|
            2   x
            3   |=========|
            ",
        );
        expect_eq(
            outcomes,
            vec![Ok(1), Err(JobError::Failed("Error!")), Ok(3)],
            "every job has its outcome in its own place, and none is left out",
        );
    });
}

#[test]
fn every_outcome_stands_in_the_place_of_its_job() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut picture = Timeline::new();
        let (mut jobs, mut expected): (Vec<Job<Page>>, Vec<_>) = Default::default();
        for n in 0..draw.size(2..=8) {
            let name = format!("job {n}");
            let time = draw.times(ms(100), 1..=20);
            let job = lab.job(&name).takes(time).yields(draw.size(0..=3));
            let zero = secs(0);
            match draw.size(0..=3) {
                0 => {
                    jobs.push(job.err("no such page"));
                    expected.push(Err(JobError::Failed("no such page")));
                    picture = picture.failed(&name, zero, time);
                }
                1 => {
                    jobs.push(job.panics("boom"));
                    expected.push(Err(JobError::Panicked));
                    picture = picture.panicked(&name, zero, time);
                }
                _ => {
                    jobs.push(job.ok(n));
                    expected.push(Ok(n));
                    picture = picture.span(&name, zero, time);
                }
            }
        }
        let outcomes = gather_outcomes(jobs).await;
        lab.expect(picture);
        expect_eq(
            outcomes,
            expected,
            "every job has its outcome in its own place, and none is left out: they are out of order",
        );
    });
}

#[test]
fn a_panic_is_an_outcome_among_the_others() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("fails").takes(secs(1)).err("no such page"),
            lab.job("panics").takes(secs(1)).panics("boom"),
            lab.job("good").takes(secs(2)).ok(3),
        ];
        let outcomes = gather_outcomes(jobs).await;
        lab.expect(
            "
                     0s        1s        2s
            fails    |=========x
            panics   |=========!
            good     |===================|
            ",
        );
        expect_eq(
            outcomes,
            vec![
                Err(JobError::Failed("no such page")),
                Err(JobError::Panicked),
                Ok(3),
            ],
            "every job has its outcome in its own place: an error is `Failed`, a panic is \
             `Panicked`, and none is left out",
        );
    });
}

#[test]
fn failures_alone_are_a_full_list_too() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("one").takes(secs(2)).err("first"),
            lab.job("two").takes(secs(1)).err("second"),
        ];
        expect_eq(
            gather_outcomes(jobs).await,
            vec![
                Err(JobError::Failed("first")),
                Err(JobError::Failed("second")),
            ],
            "an error was lost: every job has its outcome in its own place, and none is left out",
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<Page>> = Vec::new();
        expect_eq(
            gather_outcomes(none).await,
            vec![],
            "no jobs should give no outcomes",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        let one: Vec<Job<Page>> = vec![lab.job("only").takes(secs(1)).ok(7)];
        expect_eq(
            gather_outcomes(one).await,
            vec![Ok(7)],
            "a single job should give its own outcome",
        );
    });
}

#[test]
fn a_caller_that_gives_up_stops_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("one").takes(secs(3)).ok(1),
            lab.job("two").takes(secs(3)).err("late"),
        ];
        let given_up = timeout(secs(1), gather_outcomes(jobs)).await;
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
