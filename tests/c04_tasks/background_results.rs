//! `background_results`: jobs with ids, an owner, and an end.

use async_katas::c04_tasks::background_results::{Background, CollectError};
use lab::{
    Lab, Timeline, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, virtual_time,
};

/// A result that must be there.
fn result<T>(collected: Result<T, CollectError>) -> T {
    match collected {
        Ok(result) => result,
        Err(error) => fail(format!("the result of a job was not there: {error}")),
    }
}

#[test]
fn jobs_start_when_they_are_submitted() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        jobs.submit(lab.job("one").takes(secs(2)).gives(1));
        jobs.submit(lab.job("two").takes(secs(1)).gives(2));
        tokio::time::sleep(secs(1)).await;
        let three = jobs.submit(lab.job("three").takes(secs(2)).gives(3));
        tokio::time::sleep(secs(1)).await;
        let _result = jobs.collect(three).await;
        lab.expect(
            "
                    0s    1s    2s    3s
            one     |===========|
            two     |=====|
            three         |===========|
            ",
        );
    });
}

#[test]
fn results_are_collected_by_id_in_any_order() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut jobs = Background::empty();
        let mut asked = Vec::new();
        let mut expected = Timeline::new();
        for n in 0..draw.size(1..=8) {
            let time = draw.times(ms(100), 0..=20);
            let name = format!("job {n}");
            asked.push((jobs.submit(lab.job(&name).takes(time).gives(n)), n));
            expected = expected.span(&name, secs(0), time);
        }
        draw.shuffle(&mut asked);
        let mut collected = Vec::new();
        for (id, n) in asked {
            collected.push((jobs.collect(id).await, n));
        }
        lab.expect(expected);
        for (given, n) in collected {
            expect_eq(
                result(given),
                n,
                "`collect` gave the result of another job than the one with this id",
            );
        }
    });
}

#[test]
fn dropping_the_set_stops_every_job() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        for name in ["one", "two"] {
            jobs.submit(lab.job(name).takes(secs(5)).gives(()));
        }
        tokio::time::sleep(secs(1)).await;
        drop(jobs);
        tokio::time::sleep(secs(1)).await;
        lab.expect(
            "
                    0s    1s    2s
            one     |=====/
            two     |=====/
            ",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn an_unknown_id_is_an_error() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        expect_eq(
            jobs.collect(3).await,
            Err(CollectError::Unknown(3)),
            "in an empty set every id is `Unknown`",
        );
        let id = jobs.submit(lab.job("job").takes(secs(1)).gives("the result"));
        let other = id.wrapping_add(1_000);
        expect_eq(
            jobs.collect(other).await,
            Err(CollectError::Unknown(other)),
            "an id that no job has is `Unknown`",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "there is nothing to wait for where the id is `Unknown`",
        );
        expect_eq(
            result(jobs.collect(id).await),
            "the result",
            "asking for another id should not touch the job",
        );
    });
}

#[test]
fn a_result_is_collected_only_once() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let id = jobs.submit(lab.job("job").takes(secs(1)).gives("the result"));
        let _first = jobs.collect(id).await;
        expect_eq(
            jobs.collect(id).await,
            Err(CollectError::Unknown(id)),
            "a result that was collected already is gone, and its id is `Unknown`",
        );
    });
}

#[test]
fn ids_are_not_used_again() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let one = jobs.submit(lab.job("one").takes(secs(1)).gives(1));
        let two = jobs.submit(lab.job("two").takes(secs(2)).gives(2));
        let _one = jobs.collect(one).await;
        let three = jobs.submit(lab.job("three").takes(secs(2)).gives(3));
        if three == one || three == two {
            fail("a new job got an id that an earlier one had: no id may be used twice");
        }
        let results = (jobs.collect(two).await, jobs.collect(three).await);
        expect_eq(
            (result(results.0), result(results.1)),
            (2, 3),
            "`collect` gave the result of another job than the one with this id",
        );
    });
}

#[test]
fn a_panic_is_an_error_of_its_job_alone() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let bad = jobs.submit(lab.job("bad").takes(secs(1)).panics("out of paper"));
        let good = jobs.submit(lab.job("good").takes(secs(2)).gives("the result"));
        expect_eq(
            jobs.collect(bad).await,
            Err(CollectError::Panicked(bad)),
            "a job that panicked should come back as `Panicked`",
        );
        expect_eq(
            jobs.collect(bad).await,
            Err(CollectError::Unknown(bad)),
            "that a job panicked is told once; after that its id is `Unknown`",
        );
        expect_eq(
            result(jobs.collect(good).await),
            "the result",
            "one job's panic should not touch the others",
        );
    });
}

#[test]
fn giving_up_a_collect_loses_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let mut jobs = Background::empty();
        let quick = jobs.submit(lab.job("quick").takes(secs(1)).gives("quick"));
        let slow = jobs.submit(lab.job("slow").takes(secs(2)).gives("slow"));
        let collected = match lab.cut(jobs.collect(slow)).await {
            Some(collected) => collected,
            None => jobs.collect(slow).await,
        };
        expect_eq(
            collected,
            Ok("slow"),
            "somebody gave up waiting in `collect`, and the result of the job was lost",
        );
        expect_eq(
            jobs.collect(quick).await,
            Ok("quick"),
            "somebody gave up waiting in `collect`, and the result of another job was lost",
        );
        lab.expect(
            "
                    0s    1s    2s
            quick   |=====|
            slow    |===========|
            ",
        );
    });
}
