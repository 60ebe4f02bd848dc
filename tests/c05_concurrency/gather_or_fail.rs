//! `gather_or_fail`: the first error in time ends everything, then and there.

use async_katas::c05_concurrency::gather_or_fail::gather_or_fail;
use lab::{Job, Lab, Timeline, expect_eq, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

type Part = Result<usize, String>;

#[test]
fn the_first_error_in_time_wins_and_cancels_the_rest() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = vec![
            lab.job("slow").takes(secs(4)).ok(1),
            lab.job("late").takes(secs(3)).err("late".to_owned()),
            lab.job("early").takes(secs(2)).err("early".to_owned()),
            lab.job("quick").takes(secs(1)).ok(4),
        ];
        let outcome = gather_or_fail(jobs).await;
        lab.expect(
            "
                     0s        1s        2s        3s        4s
            slow     |===================/
            late     |===================/
            early    |===================x
            quick    |=========|
            ",
        );
        expect_eq(
            outcome,
            Err("early".to_owned()),
            "the error that comes back is not the one that happened first",
        );
    });
}

#[test]
fn whoever_fails_first_stops_all_others_at_that_instant() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let count = draw.size(2..=8);
        // All end at different instants, in any order.
        let mut times: Vec<u32> = (1..=count as u32).collect();
        draw.shuffle(&mut times);
        let fails: Vec<bool> = times.iter().map(|_| draw.size(0..=3) == 0).collect();
        let failures = times.iter().zip(&fails).filter(|(_, fails)| **fails);
        let first = failures.map(|(time, _)| *time).min();
        let end = ms(100) * first.unwrap_or(count as u32);

        let mut picture = Timeline::new();
        let mut jobs: Vec<Job<Part>> = Vec::new();
        let mut expected = Ok(Vec::new());
        for (n, (time, fails)) in times.iter().zip(fails).enumerate() {
            let (name, time) = (format!("job {n}"), ms(100) * *time);
            let job = lab.job(&name).yields(draw.size(0..=3)).takes(time);
            jobs.push(match fails {
                true => job.err(name.clone()),
                false => job.ok(n),
            });
            picture = match fails {
                _ if time > end => picture.cancelled(&name, secs(0), end),
                true => picture.failed(&name, secs(0), time),
                false => picture.span(&name, secs(0), time),
            };
            if fails && time == end {
                expected = Err(name);
            } else if let (Ok(values), None) = (&mut expected, first) {
                values.push(n);
            }
        }
        let outcome = gather_or_fail(jobs).await;
        lab.expect(picture);
        expect_eq(
            lab.now(),
            end,
            "your function did not return at the instant at which its outcome was certain",
        );
        expect_eq(
            outcome,
            expected,
            "the outcome is neither the values in the order of the jobs nor the first error",
        );
    });
}

#[test]
fn among_a_hundred_jobs_the_first_error_still_wins() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = (0..100)
            .map(|n| match n {
                70 => lab.job("bad").takes(ms(100)).err("bad".to_owned()),
                _ => lab.job(&format!("job {n}")).takes(secs(1)).ok(n),
            })
            .collect();
        let outcome = gather_or_fail(jobs).await;
        expect_eq(
            lab.now(),
            ms(100),
            "one of a hundred jobs failed at 100ms, and its error came back late, as if it waited \
             for jobs that stand before it in the list; mind that `try_join_all` does that as soon \
             as there are more than 30",
        );
        expect_eq(
            outcome,
            Err("bad".to_owned()),
            "the error of the failed job was lost",
        );
    });
}

#[test]
fn nothing_is_alive_after_an_error() {
    virtual_time(async |lab: Lab| {
        let bad: Job<Part> = lab.job("bad").takes(secs(1)).err("no".to_owned());
        let good = lab.job("good").takes(secs(2)).ok(1);
        let _error = gather_or_fail(vec![bad, good]).await;
        lab.expect_no_task_left();
        sleep(secs(2)).await;
        lab.expect(
            "
                    0s        1s        2s        3s
            bad     |=========x
            good    |=========/
            ",
        );
    });
}

#[test]
fn success_gives_the_values_in_the_order_of_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = vec![
            lab.job("slow").takes(secs(3)).ok(1),
            lab.job("quick").takes(secs(1)).ok(2),
            lab.job("medium").takes(secs(2)).ok(3),
        ];
        let outcome = gather_or_fail(jobs).await;
        expect_eq(
            outcome,
            Ok(vec![1, 2, 3]),
            "the values are out of order: they belong in the order of the jobs, not of finishing",
        );
        expect_eq(
            lab.now(),
            secs(3),
            "success should take as long as the longest job: all of them start at once",
        );
    });
}

#[test]
fn a_job_that_fails_at_once_ends_it_at_once() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = vec![
            lab.job("good").takes(secs(1)).ok(1),
            lab.job("bad").err("at once".to_owned()),
        ];
        expect_eq(
            gather_or_fail(jobs).await,
            Err("at once".to_owned()),
            "the error of the failed job was lost",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited for other jobs although one had failed already",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<Part>> = Vec::new();
        expect_eq(
            gather_or_fail(none).await,
            Ok(vec![]),
            "no jobs should give no values",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        let one: Vec<Job<Part>> = vec![lab.job("only").takes(secs(1)).ok(7)];
        expect_eq(
            gather_or_fail(one).await,
            Ok(vec![7]),
            "a single job should give its own value",
        );
    });
}

#[test]
fn a_caller_that_gives_up_stops_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Part>> = vec![
            lab.job("one").takes(secs(3)).ok(1),
            lab.job("two").takes(secs(3)).ok(2),
        ];
        let given_up = timeout(secs(1), gather_or_fail(jobs)).await;
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
