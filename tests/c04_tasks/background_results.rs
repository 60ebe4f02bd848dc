//! `background_results`: jobs with ids, an owner, and an end.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;

use async_katas::c04_tasks::background_results::{Background, CollectError};
use futures::FutureExt;
use lab::timeline::{End, Item, short};
use lab::{
    A_DAY, Gauge, Lab, PlainLab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds,
    ms, plain_thread, secs, virtual_time,
};
use tokio::runtime::{Builder, Handle};

/// A result that must be there.
fn result<T>(collected: Result<T, CollectError>) -> T {
    match collected {
        Ok(result) => result,
        Err(error) => fail(format!("the result of a job was not there: {error}")),
    }
}

/// What was collected, in types that the answer has no say in.
fn told<T>(collected: Result<T, CollectError>) -> Result<T, (&'static str, u64)> {
    collected.map_err(|error| match error {
        CollectError::Unknown(id) => ("Unknown", id),
        CollectError::Panicked(id) => ("Panicked", id),
    })
}

/// Expects this result. Where another job's panic has stopped jobs, that is told, else this.
#[track_caller]
fn expect_result<T: Debug + PartialEq>(
    lab: &Lab,
    collected: Result<T, CollectError>,
    result: T,
    cause: &str,
) {
    let got = told(collected);
    let cause = stopped_by_a_panic(lab).unwrap_or_else(|| match &got {
        Ok(other) if *other != result => {
            "`collect` gave the result of another job than the one with this id".to_owned()
        }
        _ => cause.to_owned(),
    });
    expect_eq(got, Ok(result), cause);
}

/// Which job was dropped at the instant at which another one panicked.
fn stopped_by_a_panic(lab: &Lab) -> Option<String> {
    let happened = lab.timeline();
    let ends = |how| {
        let lanes = happened.lanes.iter();
        lanes.flat_map(move |lane| {
            let items = lane.items.iter();
            items.filter_map(move |item| match item {
                Item::Span { to, end, .. } if *end == how => Some((lane.name.as_str(), *to)),
                _ => None,
            })
        })
    };
    ends(End::Cancelled).find_map(|(dropped, at)| {
        let (bad, _) = ends(End::Panicked).find(|(_, when)| *when == at)?;
        Some(format!(
            "`{dropped}` was cancelled after {}, when `{bad}` panicked: a panic is the error of its \
             own job, and stops no other",
            short(at)
        ))
    })
}

fn expect_unknown<T: Debug + PartialEq>(
    collected: Result<T, CollectError>,
    id: u64,
    why: impl Into<String>,
) {
    expect_eq(told(collected), Err(("Unknown", id)), why);
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
        if let Ok(other @ 1..=2) = jobs.collect(three).await {
            let (three, when) = match lab.now() - secs(2) {
                waited if waited.is_zero() => ("which still ran", "at once"),
                _ => ("the third that was submitted", "in place of its own"),
            };
            let other = match other {
                1 => "`one`, the first that was submitted",
                _ => "`two`, the first that was done",
            };
            fail(format!(
                "`collect` was asked for the id of `three`, {three}, and gave {when} the result of \
                 {other}: it should wait for the job with this id, and keep what the others gave \
                 until they are asked for"
            ));
        }
        lab.expect_because(
            "
                    0s    1s    2s    3s
            one     |===========|
            two     |=====|
            three         |===========|
            ",
            "`submit` should start each job at once, as a task",
        );
    });
}

#[test]
fn submit_itself_runs_nothing_of_the_job() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let job = lab.meter(lab.job("job").takes(secs(1)).gives(7));
        let watch = job.watch();
        let id = jobs.submit(job);
        if watch.polls() > 0 {
            fail(
                "when `submit` returned, the job had begun already: `submit` itself had polled it, \
                 which is for the runtime to do",
            );
        }
        if lab.tasks_alive() == 0 {
            fail(
                "`submit` returned, and there was no task for the job: it should start the job as a task \
                 at once, not when it is collected",
            );
        }
        expect_eq(
            result(jobs.collect(id).await),
            7,
            "`collect` gave another result than that of the job",
        );
    });
}

#[test]
fn a_thousand_jobs_start_at_once() {
    virtual_time(async |lab: Lab| {
        const JOBS: usize = 1000;
        let crowd = lab.crowd("jobs", JOBS);
        let mut jobs = Background::empty();
        let mut ids = Vec::new();
        for n in 0..JOBS {
            let crowd = crowd.clone();
            ids.push(jobs.submit(async move {
                crowd.begin();
                tokio::time::sleep(secs(1)).await;
                n
            }));
        }
        // The last one first: all others are done by then, and kept.
        let mut results = Vec::new();
        for id in ids.into_iter().rev() {
            let collected = AssertUnwindSafe(jobs.collect(id)).catch_unwind().await;
            let collected = match collected {
                Ok(collected) => collected,
                Err(_) if (127..=129).contains(&results.len()) => fail(format!(
                    "{JOBS} jobs were done and were collected one after the other, in one go of the task, \
                     and call number {} of `collect` panicked: tokio lets a task have 128 results in one \
                     go, and a handle that is asked for another one looks for once as if its job still ran, \
                     whatever `is_finished` says. Await it, and it comes in the next go",
                    results.len() + 1
                )),
                Err(panic) => resume_unwind(panic),
            };
            match collected {
                Ok(given) => results.push(given),
                Err(_) => fail(format!(
                    "of {JOBS} jobs, {} had been collected, and the result of another one, which was \
                     done as well, was gone",
                    results.len()
                )),
            }
        }
        if results.iter().copied().eq(0..JOBS) {
            fail(format!(
                "{JOBS} jobs were collected when they were done, the last one first, and `collect` \
                 gave their results in the order in which they had been submitted and had ended: \
                 each call should give that of the job with this id"
            ));
        }
        expect_eq(
            results,
            (0..JOBS).rev().collect::<Vec<_>>(),
            "a thousand jobs were collected, and not each gave its own result",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "a thousand jobs of 1s each were submitted at once, and not all were collected after 1s",
        );
    });
}

#[test]
fn results_are_collected_by_id_in_any_order() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut jobs = Background::empty();
        let (mut asked, mut times) = (Vec::new(), Vec::new());
        let mut expected = Timeline::new();
        for n in 0..draw.size(1..=8) {
            let time = draw.off_grid(ms(10)..=secs(2));
            times.push(time);
            let name = format!("job {n}");
            let id = jobs.submit(lab.job(&name).takes(time).gives(n));
            asked.push((id, n, time));
            expected = expected.span(&name, secs(0), time);
        }
        draw.shuffle(&mut asked);
        let mut collected = Vec::new();
        let mut due = secs(0);
        for (id, n, time) in asked {
            due = due.max(time);
            collected.push((jobs.collect(id).await, n, lab.now(), due));
        }
        lab.expect(expected);
        let mut by_end: Vec<_> = times.iter().enumerate().collect();
        by_end.sort_by_key(|(_, time)| **time);
        let given = collected.iter().map(|(given, ..)| given.as_ref().ok());
        let in_order = given.eq(by_end.iter().map(|(n, _)| Some(n)));
        for (given, n, at, due) in collected {
            if in_order && given.as_ref().ok() != Some(&n) {
                fail(format!(
                    "`collect` gave the result of another job than the one with this id, and all \
                     {} came in the order in which the jobs were done, whatever id was asked for",
                    times.len()
                ));
            }
            expect_eq(
                result(given),
                n,
                "`collect` gave the result of another job than the one with this id",
            );
            expect_eq(
                at,
                due,
                format!(
                    "the result of job {n} came back at another instant than that at which it was \
                     both asked for and done"
                ),
            );
        }
    });
}

#[test]
fn collect_does_not_look_now_and_then() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let id = jobs.submit(lab.job("job").takes(secs(1)).gives(()));
        let call = lab.meter(jobs.collect(id));
        let watch = call.watch();
        let _result = call.await;
        if watch.idle_wakes() > 2 {
            fail(format!(
                "while `collect` waited for a job of 1s, it was woken {} times and found nothing to \
                 do: the job wakes it when it is done, and nobody need look",
                watch.idle_wakes()
            ));
        }
    });
}

#[test]
fn a_job_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(2 * A_DAY);
        let mut jobs = Background::empty();
        let slow = jobs.submit(lab.job("slow").takes(A_DAY).gives("slow"));
        let quick = jobs.submit(lab.job("quick").takes(secs(1)).gives("quick"));
        expect_result(
            &lab,
            jobs.collect(slow).await,
            "slow",
            "a job took a day, and its result did not come back",
        );
        tokio::time::sleep(A_DAY - secs(1)).await;
        expect_result(
            &lab,
            jobs.collect(quick).await,
            "quick",
            "a job had been done for nearly two days, and its result had not been kept",
        );
    });
}

#[test]
fn dropping_the_set_stops_every_job() {
    virtual_time(async |lab: Lab| {
        {
            let mut jobs = Background::empty();
            for name in ["one", "two"] {
                jobs.submit(lab.job(name).takes(secs(5)).gives(()));
            }
            let waited_for = jobs.submit(lab.job("three").takes(secs(5)).gives(()));
            let _given_up = tokio::time::timeout(secs(1), jobs.collect(waited_for)).await;
            jobs.submit(lab.job("late").takes(secs(5)).gives(()));
        }
        // The set has been dropped, before the last job had its first turn.
        tokio::time::sleep(secs(1)).await;
        lab.expect_because(
            "
                    0s    1s    2s
            one     |=====/
            two     |=====/
            three   |=====/
            late
            ",
            "dropping the set should stop all its jobs itself, before any has another turn",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn the_set_may_be_dropped_on_a_thread_without_a_runtime() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        jobs.submit(lab.job("one").takes(secs(5)).gives(()));
        tokio::time::sleep(secs(1)).await;
        if std::thread::spawn(move || {
            let _dropped = jobs;
        })
        .join()
        .is_err()
        {
            fail("the set was dropped on a thread without a runtime, and that panicked");
        }
        tokio::time::sleep(secs(1)).await;
        lab.expect(
            "
                    0s    1s    2s
            one     |=====/
            ",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn an_unknown_id_is_an_error() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        for id in [0, 1, 3, u64::MAX] {
            lab.case(format!("`collect({id})` of an empty set"));
            expect_unknown(
                jobs.collect(id).await,
                id,
                format!("the set was empty, and {id} was not `Unknown`"),
            );
        }
        let first = jobs.submit(lab.job("job").takes(secs(1)).gives("the result"));
        let second = jobs.submit(lab.job("job 2").takes(secs(1)).gives("another"));
        let others = [1, 2, 1000, 1 << 8, 1 << 16, 1 << 32, u64::MAX / 2, u64::MAX]
            .map(|away| first.wrapping_add(away));
        for id in others.into_iter().filter(|id| *id != second) {
            lab.case(format!(
                "`collect({id})` of a set with the jobs {first} and {second}"
            ));
            expect_unknown(
                jobs.collect(id).await,
                id,
                format!("the set had the jobs {first} and {second}, and {id} was not `Unknown`"),
            );
        }
        expect_eq(
            lab.now(),
            secs(0),
            "`collect` of an id that no job has took some time: there is nothing to wait for",
        );
        expect_eq(
            result(jobs.collect(first).await),
            "the result",
            "ids that no job has were asked for, and then the result of a job was another",
        );
    });
}

#[test]
fn a_result_is_collected_only_once() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let id = jobs.submit(lab.job("job").takes(secs(1)).gives("the result"));
        jobs.submit(lab.job("other").takes(secs(3)).gives("another"));
        let _first = jobs.collect(id).await;
        lab.case("the same id collected again");
        for _ in 0..2 {
            expect_unknown(
                jobs.collect(id).await,
                id,
                "the result had been collected already, and its id was not `Unknown`",
            );
        }
        expect_eq(
            lab.now(),
            secs(1),
            "`collect` of an id that was collected already took some time: there is nothing to \
             wait for",
        );
    });
}

#[test]
fn ids_are_not_used_again() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let one = jobs.submit(lab.job("one").takes(secs(1)).gives(1));
        let two = jobs.submit(lab.job("two").takes(secs(2)).gives(2));
        let bad = jobs.submit(lab.job("bad").takes(secs(1)).panics("out of paper"));
        let (_one, _bad) = (jobs.collect(one).await, jobs.collect(bad).await);
        let three = jobs.submit(lab.job("three").takes(secs(2)).gives(3));
        let four = jobs.submit(lab.job("four").takes(secs(2)).gives(4));
        let ids = [one, two, bad, three, four];
        for (n, id) in ids.iter().enumerate() {
            if ids[..n].contains(id) {
                fail(format!(
                    "a new job got the id {id}, which an earlier one had: no id may be used twice"
                ));
            }
        }
        for (id, expected) in [(two, 2), (four, 4), (three, 3)] {
            expect_result(
                &lab,
                jobs.collect(id).await,
                expected,
                "a job was collected for the first time, and its result was not there",
            );
        }
    });
}

#[test]
fn a_panic_is_an_error_of_its_job_alone() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let bad = jobs.submit(lab.job("bad").takes(secs(1)).panics("out of paper"));
        let good = jobs.submit(lab.job("good").takes(secs(2)).gives("the result"));
        expect_eq(
            told(jobs.collect(bad).await),
            Err(("Panicked", bad)),
            "a job panicked, and did not come back as `Panicked`",
        );
        expect_unknown(
            jobs.collect(bad).await,
            bad,
            "that a job had panicked was told already, and its id was not `Unknown` after that",
        );
        expect_result(
            &lab,
            jobs.collect(good).await,
            "the result",
            "a job had panicked, and the result of another one was lost",
        );
    });
}

#[test]
fn what_ends_while_another_is_waited_for_is_kept() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let bad = jobs.submit(lab.job("bad").takes(secs(1)).panics("out of paper"));
        let quick = jobs.submit(lab.job("quick").takes(secs(1)).gives("quick"));
        let slow = jobs.submit(lab.job("slow").takes(secs(2)).gives("slow"));
        expect_result(
            &lab,
            jobs.collect(slow).await,
            "slow",
            "another job panicked while `collect` waited for this one, and its result was lost",
        );
        expect_eq(
            told(jobs.collect(bad).await),
            Err(("Panicked", bad)),
            "a job had panicked while `collect` waited for another one, and did not come back as \
             `Panicked`",
        );
        expect_result(
            &lab,
            jobs.collect(quick).await,
            "quick",
            "a job was done while `collect` waited for another one, and its result was lost",
        );
    });
}

#[test]
fn giving_up_a_collect_loses_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let mut jobs = Background::empty();
        let quick = jobs.submit(lab.job("quick").takes(secs(1)).gives("quick"));
        let slow = jobs.submit(lab.job("slow").takes(secs(2)).gives("slow"));
        let bad = jobs.submit(lab.job("bad").takes(secs(1)).panics("out of paper"));
        let collected = match lab.cut(jobs.collect(slow)).await {
            Some(collected) => collected,
            None => jobs.collect(slow).await,
        };
        expect_result(
            &lab,
            collected,
            "slow",
            "somebody gave up waiting in `collect`, and the result of the job was lost",
        );
        expect_result(
            &lab,
            jobs.collect(quick).await,
            "quick",
            "somebody gave up waiting in `collect`, and the result of another job was lost",
        );
        expect_eq(
            told(jobs.collect(bad).await),
            Err(("Panicked", bad)),
            "somebody gave up waiting in `collect`, and that another job had panicked was lost",
        );
        lab.expect(
            "
                    0s    1s    2s
            quick   |=====|
            slow    |===========|
            bad     |=====!
            ",
        );
    });
}

#[test]
fn giving_up_a_job_that_panics_loses_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let mut jobs = Background::<()>::empty();
        let bad = jobs.submit(lab.job("bad").takes(secs(1)).panics("out of paper"));
        let collected = match lab.cut(jobs.collect(bad)).await {
            Some(collected) => collected,
            None => jobs.collect(bad).await,
        };
        expect_eq(
            told(collected),
            Err(("Panicked", bad)),
            "somebody gave up waiting in `collect` for a job that panics, and that was lost",
        );
    });
}

#[test]
fn jobs_that_panic_at_once_and_with_anything_are_told_each_once() {
    virtual_time(async |lab: Lab| {
        type Work = Pin<Box<dyn Future<Output = usize> + Send>>;
        const JOBS: usize = 5;
        for bad in [
            vec![0],
            vec![2],
            vec![4],
            vec![0, 1],
            vec![0, 2, 4],
            vec![0, 1, 2, 3, 4],
        ] {
            for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]] {
                for wait in [ms(0), ms(10)] {
                    lab.case(format!(
                        "of {JOBS} jobs, those in places {bad:?} panic with a number after {wait:?}, \
                         and they are collected in the order {order:?}"
                    ));
                    let mut jobs = Background::empty();
                    let ids: Vec<_> = (0..JOBS)
                        .map(|n| {
                            let panics = bad.contains(&n);
                            let work: Work = Box::pin(async move {
                                if !wait.is_zero() {
                                    tokio::time::sleep(wait).await;
                                }
                                if panics {
                                    resume_unwind(Box::new(n));
                                }
                                n
                            });
                            jobs.submit(work)
                        })
                        .collect();
                    for n in order {
                        let expected = if bad.contains(&n) {
                            Err(("Panicked", ids[n]))
                        } else {
                            Ok(n)
                        };
                        expect_eq(
                            told(jobs.collect(ids[n]).await),
                            expected,
                            format!(
                                "`collect` gave something else than became of the job in place {n}"
                            ),
                        );
                    }
                    for n in order {
                        expect_unknown(
                            jobs.collect(ids[n]).await,
                            ids[n],
                            format!(
                                "the job in place {n} had been collected, and its id was not \
                                 `Unknown` after that"
                            ),
                        );
                    }
                }
            }
        }
    });
}

#[test]
fn what_is_unknown_is_told_in_the_first_poll() {
    virtual_time(async |lab: Lab| {
        let mut jobs = Background::empty();
        let ids = ["one", "two", "three"]
            .map(|name| jobs.submit(lab.job(name).takes(secs(1)).gives(name)));
        let _result = jobs.collect(ids[1]).await;
        let strange = (0..).find(|id| !ids.contains(id)).unwrap_or(u64::MAX);
        for (id, words) in [
            (ids[1], "whose result had been collected"),
            (strange, "that no job had"),
        ] {
            lab.case(format!("`collect` of an id {words}"));
            let mut call = pin!(jobs.collect(id));
            match futures::poll!(call.as_mut()) {
                Poll::Ready(collected) => expect_unknown(
                    collected,
                    id,
                    format!("an id was asked for {words}, and it was not `Unknown`"),
                ),
                Poll::Pending => fail(format!(
                    "an id was asked for {words}, and `collect` waited: `Unknown` should come back \
                     at once"
                )),
            }
        }
    });
}

#[test]
fn a_set_knows_and_stops_its_own_jobs_alone() {
    virtual_time(async |lab: Lab| {
        let (mut one, mut two) = (Background::empty(), Background::empty());
        let first = one.submit(lab.job("first").takes(secs(2)).gives("first"));
        lab.case("an empty set is asked for a job of another set");
        expect_unknown(
            two.collect(first).await,
            first,
            "the id of a job of another set was asked for, and it was not `Unknown`",
        );
        lab.case("two sets, of which one is dropped");
        let second = two.submit(lab.job("second").takes(secs(2)).gives("second"));
        let third = two.submit(lab.job("third").takes(secs(2)).gives("third"));
        tokio::time::sleep(secs(1)).await;
        {
            let _dropped = one;
        }
        expect_eq(
            (
                told(two.collect(third).await),
                told(two.collect(second).await),
            ),
            (Ok("third"), Ok("second")),
            "there were two sets, one was dropped, and the other one did not give what its jobs gave",
        );
        lab.expect(
            "
                    0s    1s    2s
            first   |=====/
            second  |===========|
            third   |===========|
            ",
        );
    });
}

#[test]
fn a_set_whose_runtime_has_ended_can_be_dropped() {
    plain_thread(|lab: PlainLab| {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("the system can start a runtime");
        let mut jobs = Background::empty();
        runtime.block_on(async {
            for _ in 0..3 {
                jobs.submit(std::future::pending::<()>());
            }
            tokio::task::yield_now().await;
        });
        drop(runtime);
        lab.case("the set is dropped after its runtime has ended");
        let drops = AssertUnwindSafe(move || {
            let _dropped = jobs;
        });
        if catch_unwind(drops).is_err() {
            fail("the set was dropped on a plain thread, after its runtime, and that panicked");
        }
    });
}

#[test]
fn many_jobs_stop_with_their_set_whatever_was_collected_before() {
    virtual_time(async |lab: Lab| {
        const JOBS: usize = 300;
        let alive = Gauge::default();
        let mut jobs = Background::empty();
        let ids: Vec<_> = (0..JOBS)
            .map(|n| {
                let alive = alive.clone();
                jobs.submit(async move {
                    let _inside = alive.enter();
                    // Some are done soon, the others never.
                    if n % 3 != 0 {
                        std::future::pending::<()>().await;
                    }
                })
            })
            .collect();
        tokio::time::sleep(ms(10)).await;
        // Leaves gaps in the set, at its beginning, its end, and between.
        for n in [297, 0, 150, 3] {
            lab.case(format!("the job in place {n} of {JOBS} is collected"));
            expect_eq(
                told(jobs.collect(ids[n]).await),
                Ok(()),
                "a job was done, and its result was not there",
            );
        }
        {
            let _dropped = jobs;
        }
        tokio::time::sleep(ms(10)).await;
        if alive.now() > 0 {
            fail(format!(
                "of {JOBS} jobs four had been collected, then the set was dropped, and {} jobs went \
                 on: dropping it should stop all",
                alive.now()
            ));
        }
    });
}

#[test]
fn each_job_runs_on_the_runtime_where_it_was_submitted() {
    plain_thread(|_lab: PlainLab| {
        let runtime = || {
            let mut builder = Builder::new_multi_thread();
            builder
                .worker_threads(1)
                .enable_all()
                .build()
                .expect("the system can start a runtime")
        };
        let (one, other) = (runtime(), runtime());
        let mut jobs = Background::empty();
        for (place, runtime) in [("first", &one), ("second", &other), ("first", &one)] {
            let ran_on = runtime.block_on(async {
                let id = jobs.submit(async { Handle::current().id() });
                result(jobs.collect(id).await)
            });
            if ran_on != runtime.handle().id() {
                fail(format!(
                    "a job was submitted in the {place} of two runtimes, and ran on the other one"
                ));
            }
        }
    });
}

#[test]
fn outside_a_runtime_submit_panics() {
    plain_thread(|lab: PlainLab| {
        let mut jobs = Background::empty();
        lab.case("`submit` called on a thread without a runtime");
        let submit = AssertUnwindSafe(|| jobs.submit(async {}));
        if catch_unwind(submit).is_ok() {
            fail(
                "`submit` was called where no runtime is running, and did not panic: there is \
                 nothing there that could run the job",
            );
        }
    });
}

#[test]
fn however_collect_is_polled_the_result_comes_back() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            // In which order three jobs are asked for: the last one done first, in the middle, last.
            for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]] {
                let mut jobs = Background::empty();
                let later = if way == Way::Later { Way::LATER } else { ms(0) };
                let mut due = lab.now();
                let times = [137, 1511, 3011].map(|time| lab.now() + ms(time));
                let ids = times.map(|end| {
                    let time = end - lab.now();
                    jobs.submit(async move {
                        tokio::time::sleep(time).await;
                        7
                    })
                });
                for n in order {
                    lab.case(format!(
                        "a `collect` that is {way}, of three jobs in the order {order:?}"
                    ));
                    let collected = lab.polled(way, jobs.collect(ids[n])).await;
                    due = (due + later).max(times[n]);
                    expect_eq(
                        told(collected),
                        Ok(7),
                        format!("a `collect` that was {way} did not give the result of the job"),
                    );
                    expect_eq(
                        lab.now(),
                        due,
                        format!(
                            "a `collect` that was {way} came back at another instant than it should"
                        ),
                    );
                }
            }
        }
    });
}
