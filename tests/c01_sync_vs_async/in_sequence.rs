//! `in_sequence`: strictly one after another, and nothing after an error.

use std::convert::Infallible;
use std::time::Duration;

use async_katas::c01_sync_vs_async::in_sequence::in_sequence;
use lab::{Job, Lab, Timeline, expect_eq, for_seeds, ms, secs, virtual_time};

fn fine(lab: &Lab, name: &str, time: Duration) -> Job<Result<String, Infallible>> {
    lab.job(name).takes(time).ok(format!("result of {name}"))
}

#[test]
fn three_jobs_of_two_seconds_take_six() {
    virtual_time(async |lab: Lab| {
        let jobs = ["one", "two", "three"].map(|name| fine(&lab, name, secs(2)));
        let _results = in_sequence(Vec::from(jobs)).await;
        lab.expect(
            "
                    0s        2s        4s        6s
            one     |=========|
            two               |=========|
            three                       |=========|
            ",
        );
    });
}

#[test]
fn each_job_starts_at_the_instant_the_one_before_it_ends() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut expected = Timeline::new();
        let mut jobs = Vec::new();
        let mut now = Duration::ZERO;
        for n in 1..=draw.size(2..=6) {
            let name = format!("job {n}");
            let time = draw.times(ms(100), 1..=20);
            jobs.push(fine(&lab, &name, time));
            expected = expected.span(&name, now, now + time);
            now += time;
        }
        let _results = in_sequence(jobs).await;
        lab.expect(expected);
        expect_eq(
            lab.now(),
            now,
            "your function did not return when its last job had ended",
        );
    });
}

#[test]
fn results_come_in_the_order_of_the_jobs() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![fine(&lab, "slow", secs(3)), fine(&lab, "quick", secs(1))];
        expect_eq(
            in_sequence(jobs).await,
            Ok(vec![
                "result of slow".to_owned(),
                "result of quick".to_owned(),
            ]),
            "the results are out of order: the first result belongs to the first job",
        );
    });
}

#[test]
fn an_error_comes_back_and_nothing_more_starts() {
    virtual_time(async |lab: Lab| {
        let jobs = vec![
            lab.job("good").takes(secs(1)).ok(1),
            lab.job("bad").takes(secs(1)).err("no such page"),
            lab.job("later").takes(secs(1)).ok(3),
        ];
        let outcome = in_sequence(jobs).await;
        lab.expect(
            "
                    0s        1s        2s        3s
            good    |=========|
            bad               |=========x
            later
            ",
        );
        expect_eq(
            outcome,
            Err("no such page"),
            "the error of the failed job was lost",
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_are_sequences_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<Result<String, Infallible>>> = Vec::new();
        expect_eq(
            in_sequence(none).await,
            Ok(vec![]),
            "no jobs should give no results",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was nothing to do",
        );
        let one = vec![fine(&lab, "only", secs(1))];
        let only = Ok(vec!["result of only".to_owned()]);
        expect_eq(
            in_sequence(one).await,
            only,
            "a single job should give its own result",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "a single job should take just its own time",
        );
    });
}
