//! `gather_outcomes`: whatever becomes of a job, the others run on, and its outcome is told.

use std::panic::{AssertUnwindSafe, resume_unwind};

use async_katas::c05_concurrency::gather_outcomes::{JobError, gather_outcomes};
use futures::FutureExt;
use futures::future::BoxFuture;
use lab::timeline::{self, Item};
use lab::{
    A_DAY, Fault, Gauge, Job, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail,
    for_seeds, ms, secs, virtual_time, within,
};
use tokio::time::{sleep, timeout};

use super::began::{began_late, expect_all_begun};
use super::late::late;
use super::woken::not_woken;

type Page = Result<usize, &'static str>;

/// How a job ended: its value, or what went wrong.
type End = Result<usize, String>;

fn failed(error: &str) -> End {
    Err(format!("failed: {error}"))
}

fn panicked() -> End {
    Err("panicked".to_owned())
}

/// Expects that these outcomes are what became of the jobs.
#[track_caller]
fn expect_outcomes(outcomes: Vec<Result<usize, JobError<&'static str>>>, expected: Vec<End>) {
    let told = outcomes.into_iter().map(|outcome| match outcome {
        Ok(value) => Ok(value),
        Err(JobError::Failed(error)) => failed(error),
        Err(JobError::Panicked) => panicked(),
    });
    let told: Vec<End> = told.collect();
    let mut ends = expected.iter().zip(&told).enumerate();
    let (mut sorted, bad): (Vec<End>, Vec<End>) = expected.iter().cloned().partition(End::is_ok);
    let good = sorted.len();
    sorted.extend(bad);
    let cause = match ends.find(|(_, (expected, told))| expected != told) {
        Some(_) if told == sorted => "the outcomes of all jobs that went well stand first, and those of \
             all that failed or panicked behind them: keep one list in the order of the jobs, and do not \
             sort the good from the bad"
            .to_owned(),
        _ if told.len() == good && told == sorted[..good] => format!(
            "{} jobs ran, and the outcomes of only those that went well came back, {good} in all; an error \
             or a panic is an outcome as well, and should stand in the place of its job",
            expected.len()
        ),
        _ if told.len() != expected.len() => format!(
            "{} jobs ran, and {} of their outcomes came back; every job should have its outcome in its own \
             place, and none should be left out",
            expected.len(),
            told.len()
        ),
        Some((place, (expected, told))) => format!(
            "the outcome of the job at place {place} should be {expected:?}, and {told:?} stands there; \
             every outcome should stand in the place of its job"
        ),
        None => String::new(),
    };
    expect_eq(told, expected, cause);
}

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
        expect_outcomes(outcomes, vec![Ok(1), failed("Error!"), Ok(3)]);
    });
}

#[test]
fn every_outcome_stands_in_the_place_of_its_job() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut picture = Timeline::new();
        let (mut jobs, mut expected): (Vec<Job<Page>>, Vec<_>) = Default::default();
        let (zero, mut longest, mut hops) = (secs(0), secs(0), 0);
        // When each job ends, and how if it is bad.
        let mut ends = Vec::new();
        for n in 0..draw.size(2..=8) {
            let name = format!("job {n}");
            // Off every round number: whoever looks every now and then comes late.
            let time = draw.off_grid(ms(100)..=secs(2));
            longest = longest.max(time);
            let hops_of_job = draw.size(0..=3);
            hops += hops_of_job;
            let job = lab.job(&name).takes(time).yields(hops_of_job);
            match draw.size(0..=3) {
                0 => {
                    jobs.push(job.err("no such page"));
                    expected.push(failed("no such page"));
                    ends.push((time, Some("failed")));
                    picture = picture.failed(&name, zero, time);
                }
                1 => {
                    jobs.push(job.panics("boom"));
                    ends.push((time, Some("panicked")));
                    expected.push(panicked());
                    picture = picture.panicked(&name, zero, time);
                }
                _ => {
                    jobs.push(job.ok(n));
                    ends.push((time, None));
                    expected.push(Ok(n));
                    picture = picture.span(&name, zero, time);
                }
            }
        }
        let gathered = lab.meter(gather_outcomes(jobs));
        let watch = gathered.watch();
        let outcomes = gathered.await;
        let now = lab.now();
        let at_work = ends.iter().filter(|(end, _)| *end > now).count();
        let bad = ends
            .iter()
            .position(|(end, bad)| *end == now && bad.is_some());
        if let Some(n) = bad
            && let Some(how) = ends[n].1
            && at_work > 0
        {
            fail(format!(
                "your function returned at {}, the instant at which `job {n}` {how}, with {} still at work: \
                 that ends nothing but its own job, the others go on to their ends, and the outcomes of all \
                 are waited for",
                timeline::short(now),
                timeline::counted(at_work, "other job")
            ));
        }
        lab.expect(picture);
        expect_outcomes(outcomes, expected);
        expect_eq(
            lab.now(),
            longest,
            late(
                &watch,
                hops,
                format!(
                    "the last job ended at {longest:?}, and your function returned at another \
                     instant; it should return at that one"
                ),
            ),
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
            lab.job("panics, too").panics("boom"),
        ];
        let outcomes = gather_outcomes(jobs).await;
        lab.expect(
            "
                         0s        1s        2s
            fails        |=========x
            panics       |=========!
            good         |===================|
            panics, too  !
            ",
        );
        expect_outcomes(
            outcomes,
            vec![failed("no such page"), panicked(), Ok(3), panicked()],
        );
    });
}

#[test]
fn a_panic_goes_no_further_whatever_it_carries() {
    virtual_time(async |_lab: Lab| {
        let jobs: Vec<BoxFuture<'static, Page>> = vec![
            async { resume_unwind(Box::new("a text")) }.boxed(),
            async { resume_unwind(Box::new("a text of its own".to_owned())) }.boxed(),
            async { resume_unwind(Box::new(7_u8)) }.boxed(),
            async { Ok(4) }.boxed(),
        ];
        let end = AssertUnwindSafe(gather_outcomes(jobs)).catch_unwind().await;
        match end {
            Ok(outcomes) => {
                expect_outcomes(outcomes, vec![panicked(), panicked(), panicked(), Ok(4)]);
            }
            Err(_panic) => fail(
                "three jobs panicked, one of them with a number instead of a text, and your \
                 function panicked; a panic should go no further, whatever it carries",
            ),
        }
    });
}

#[test]
fn whatever_goes_wrong_wherever_it_stands_the_others_come_to_their_end() {
    virtual_time(async |lab: Lab| {
        let faults = Fault::ALL.into_iter().filter(|fault| {
            // The others need a call, or a drop before the end.
            !matches!(fault, Fault::PanicsWhenCalled | Fault::PanicsWhenDropped)
        });
        for fault in faults {
            for places in [vec![0], vec![2], vec![4], vec![0, 1], vec![1, 3, 4]] {
                lab.case(format!("five jobs, of which each at {places:?} {fault}"));
                let jobs = (0..5).map(|n| match places.contains(&n) {
                    true => {
                        let bad = lab.faulty("bad", fault)();
                        async move { bad.await.map(|()| n).map_err(|_| "no paper") }.boxed()
                    }
                    false => lab.job(&format!("job {n}")).takes(secs(1)).ok(7).boxed(),
                });
                let jobs: Vec<BoxFuture<'static, Page>> = jobs.collect();
                let begun = lab.now();
                let outcomes = gather_outcomes(jobs).await;
                expect_eq(
                    lab.now() - begun,
                    secs(1),
                    began_late(&lab, begun).unwrap_or_else(|| {
                        format!(
                            "of five jobs each at {places:?} {fault}; the others take 1s, and your \
                             function did not return when they were done"
                        )
                    }),
                );
                let ends = (0..5).map(|n| match (places.contains(&n), fault.panics()) {
                    (true, true) => panicked(),
                    (true, false) => failed("no paper"),
                    (false, _) => Ok(7),
                });
                expect_outcomes(outcomes, ends.collect());
            }
        }
    });
}

#[test]
fn failures_alone_are_a_full_list_too() {
    virtual_time(async |lab: Lab| {
        let jobs: Vec<Job<Page>> = vec![
            lab.job("one").takes(secs(2)).err("first"),
            lab.job("two").takes(secs(1)).err("second"),
        ];
        let outcomes = gather_outcomes(jobs).await;
        expect_outcomes(outcomes, vec![failed("first"), failed("second")]);
    });
}

#[test]
fn thousands_of_jobs_start_at_once() {
    const MANY: usize = 5000;
    virtual_time(async |lab: Lab| {
        let crowd = lab.crowd("jobs", MANY);
        let jobs: Vec<BoxFuture<'static, Page>> = (0..MANY)
            .map(|n| {
                let crowd = crowd.clone();
                async move {
                    crowd.begin();
                    // They end at seven instants, in no order.
                    sleep(secs(1 + n as u64 % 7)).await;
                    Ok(n)
                }
                .boxed()
            })
            .collect();
        let outcomes = gather_outcomes(jobs).await;
        expect_outcomes(outcomes, (0..MANY).map(Ok).collect());
    });
}

#[test]
fn a_job_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let jobs: Vec<Job<Page>> = vec![
            lab.job("short").takes(secs(1)).err("no such page"),
            lab.job("long").takes(A_DAY).ok(2),
        ];
        let outcomes = gather_outcomes(jobs).await;
        let picture =
            Timeline::new()
                .failed("short", secs(0), secs(1))
                .span("long", secs(0), A_DAY);
        let long = lab.timeline().items("long");
        let ended = |item: &Item| {
            matches!(
                item,
                Item::Span {
                    end: timeline::End::Finished,
                    ..
                }
            )
        };
        match long.iter().any(ended) {
            true => lab.expect(picture),
            false => lab.expect_because(
                picture,
                "a job takes a day, and it was not let come to its end: nobody has set a limit",
            ),
        }
        expect_outcomes(outcomes, vec![failed("no such page"), Ok(2)]);
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<Page>> = Vec::new();
        let call = within(
            secs(60),
            AssertUnwindSafe(gather_outcomes(none)).catch_unwind(),
            "called with no jobs, your function did not return: there is none to wait for then, and \
             the empty list should come back at once; `buffered(0)`, for one, never ends",
        );
        let outcomes = match call.await {
            Ok(outcomes) => outcomes,
            Err(_panic) => fail(
                "called with no jobs, your function panicked: there is none to wait for then, which \
                 has to be looked at before; `select_all`, for one, panics when it gets no futures",
            ),
        };
        expect_eq(
            outcomes.len(),
            0,
            "called with no jobs, your function gave outcomes",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "called with no jobs, your function waited; it should return at once",
        );
        let one: Vec<Job<Page>> = vec![lab.job("only").takes(secs(1)).ok(7)];
        let outcomes = within(
            secs(60),
            gather_outcomes(one),
            "called with a single job, which takes 1s, your function had not returned a minute later",
        );
        expect_outcomes(outcomes.await, vec![Ok(7)]);
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
        expect_all_begun(
            &lab,
            &["one", "two"],
            "
                    0s        1s        2s
            one     |=========/
            two     |=========/
            ",
        );
    });
}

#[test]
fn a_caller_may_give_up_at_any_moment() {
    cancel_at_every_await(async |lab: Lab| {
        let gauge = Gauge::default();
        let job = |name, time| lab.job(name).counted_by(&gauge).takes(secs(time));
        let jobs: Vec<Job<Page>> = vec![
            job("good", 1).ok(1),
            job("fails", 2).err("no such page"),
            job("panics", 3).panics("boom"),
            job("late", 4).ok(4),
        ];
        let _ended = lab.cut(gather_outcomes(jobs)).await;
        // An aborted task is gone when the runtime has had its turn.
        sleep(ms(1)).await;
        expect_eq(
            gauge.now(),
            0,
            format!(
                "the caller dropped your future, and {} of its jobs kept running after that; they should stop with it",
                gauge.now()
            ),
        );
    });
}

#[test]
fn it_returns_in_time_however_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let begun = lab.now();
            let wait = if way == Way::Later { Way::LATER } else { ms(0) };
            let job = |n, time| {
                let job = lab.job(&format!("job {n}"));
                job.yields(1).takes(ms(time))
            };
            let jobs: Vec<Job<Page>> = vec![
                job(0, 907).ok(7),
                job(1, 503).err("no such page"),
                job(2, 709).panics("boom"),
                job(3, 503).ok(7),
                job(4, 1_101).err("no such page"),
            ];
            let call = lab.polled(way, gather_outcomes(jobs));
            let Ok(outcomes) = timeout(secs(60), call).await else {
                fail(format!(
                    "a call was {way}, and a minute later, when the last job had long ended, your \
                     function had not returned{}",
                    not_woken(way, true)
                ))
            };
            expect_eq(
                lab.now() - begun,
                wait + ms(1_101),
                began_late(&lab, begun).unwrap_or_else(|| {
                    format!(
                        "a call was {way}, the last job ends 1101ms after the first poll, and the \
                         outcomes did not come then{}",
                        not_woken(way, lab.now() - begun > wait + ms(1_101))
                    )
                }),
            );
            let page = "no such page";
            let ends = vec![Ok(7), failed(page), panicked(), Ok(7), failed(page)];
            expect_outcomes(outcomes, ends);
            lab.expect_no_task_left();
        }
    });
}
