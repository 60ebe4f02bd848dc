//! `at_once`: all start together, and the results keep the order of the jobs.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;

use async_katas::c01_sync_vs_async::at_once::at_once;
use lab::timeline::{End, Item, counted};
use lab::{
    A_DAY, Gauge, Job, Lab, Timeline, Way, expect_eq, fail, for_seeds, ms, secs, virtual_time,
};
use tokio::time::timeout;

/// Awaits the call. Where all that it was given has ended and it waits on, it says so: that is more
/// than that nothing happens.
async fn returned<T>(lab: &Lab, call: impl Future<Output = T>) -> T {
    if let Ok(output) = timeout(secs(60), call).await {
        return output;
    }
    let happened = lab.timeline();
    let ends = happened.lanes.iter().flat_map(|lane| &lane.items);
    let ends: Option<Vec<_>> = ends
        .map(|item| match item {
            Item::Span { end, .. } if *end == End::Running => None,
            item => Some(item.end()),
        })
        .collect();
    match ends {
        Some(ends) if ends.is_empty() => fail(
            "a minute later no job had been started, and your function still waited for something: \
             nothing but the jobs is to be waited for",
        ),
        Some(ends) => fail(format!(
            "all jobs had ended after {:?}, and a minute later your function still waited: what it \
             waits for is something of its own making, such as a full channel that nobody reads \
             yet, or the end of one whose sender it still holds",
            ends.into_iter().max().unwrap_or_default()
        )),
        None => fail("after 60s some job was still at work, and none takes longer than 2s"),
    }
}

#[test]
fn three_jobs_of_two_seconds_take_two() {
    virtual_time(async |lab: Lab| {
        let jobs = ["one", "two", "three"].map(|name| lab.job(name).takes(secs(2)).gives(()));
        let results = returned(&lab, at_once(Vec::from(jobs))).await.len();
        if results != 3 {
            fail(format!(
                "your function returned at {:?} and gave {} for 3 jobs: it should wait for every \
                 job, and give the result of each",
                lab.now(),
                counted(results, "result")
            ));
        }
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
            // Some wake-ups come without a timer: who looks now and then whether a job is done, and
            // is not woken, comes too late.
            let time = draw.off_grid(ms(100)..=secs(2));
            let job = lab.job(&name).takes(time).yields(draw.size(0..=3));
            jobs.push(job.gives(()));
            expected = expected.span(&name, secs(0), time);
            longest = longest.max(time);
        }
        returned(&lab, at_once(jobs)).await;
        lab.expect(expected);
        expect_eq(
            lab.now(),
            longest,
            "your function did not return at the instant at which its longest job ended",
        );
    });
}

#[test]
fn every_job_goes_on_while_the_others_do() {
    virtual_time(async |lab: Lab| {
        let (noted, begun) = (lab.clone(), Rc::<RefCell<Vec<_>>>::default());
        let begins = Rc::clone(&begun);
        let step = move |name: &'static str| {
            let (lab, begins) = (noted.clone(), Rc::clone(&begins));
            async move {
                begins.borrow_mut().push((name, lab.now()));
                // It waits twice: between its waits somebody has to poll it.
                for _ in 0..2 {
                    tokio::time::sleep(ms(100)).await;
                }
                lab.say(name);
            }
        };
        let jobs: Vec<Pin<Box<dyn Future<Output = ()>>>> = vec![
            Box::pin(step("first")),
            Box::pin(tokio::time::sleep(secs(1))),
            Box::pin(step("third")),
        ];
        at_once(jobs).await;
        for (at, name) in lab.said() {
            let begun = begun.borrow();
            let late = begun.iter().find(|(job, at)| *job == name && *at > ms(0));
            if let Some((_, begun)) = late {
                fail(format!(
                    "the {name} of three jobs was polled for the first time only after {begun:?}, and \
                     was done after {at:?} instead of 200ms: each job should be polled before it waits \
                     for any"
                ));
            }
            if at > ms(200) {
                fail(format!(
                    "the {name} of three jobs was woken after 100ms, and was polled again too late, \
                     so that it was done only at {at:?} instead of 200ms: each job should be polled \
                     whenever it is woken, whatever the others do"
                ));
            }
        }
    });
}

#[test]
fn results_keep_the_order_of_the_jobs() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut values = Vec::new();
        let mut jobs = Vec::new();
        for n in 1..=draw.size(2..=8) {
            let time = draw.times(ms(100), 0..=20);
            let value = draw.size(0..=1000);
            values.push(value);
            jobs.push(lab.job(&format!("job {n}")).takes(time).gives(value));
        }
        let results = returned(&lab, at_once(jobs)).await;
        if results.len() != values.len() {
            fail(format!(
                "{} jobs ran, and your function gave {} of their results: it should wait for every \
                 job, and give the result of each",
                values.len(),
                results.len()
            ));
        }
        expect_eq(
            results,
            values,
            "the results are out of order: they should come in the order of the jobs, not of \
             finishing",
        );
    });
}

#[test]
fn thousands_of_jobs_start_at_once() {
    virtual_time(async |lab: Lab| {
        const JOBS: usize = 20_000;
        let crowd = lab.crowd("jobs", JOBS);
        let jobs = (0..JOBS)
            .map(|n| {
                let crowd = crowd.clone();
                // The last ones are done first.
                let time = ms(100 * (10 - n / 2000) as u64);
                async move {
                    crowd.begin();
                    tokio::time::sleep(time).await;
                    n
                }
            })
            .collect();
        let results: Vec<usize> = at_once(jobs).await;
        if results.len() != JOBS {
            fail(format!(
                "{JOBS} jobs ran, and your function gave {} of their results: it should wait for \
                 every job, and give the result of each",
                results.len()
            ));
        }
        expect_eq(
            results,
            (0..JOBS).collect::<Vec<_>>(),
            "the results are out of order: they should come in the order of the jobs, not of \
             finishing",
        );
    });
}

#[test]
fn a_job_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let jobs = vec![
            lab.job("slow").takes(A_DAY).gives("slow"),
            lab.job("quick").takes(secs(1)).gives("quick"),
        ];
        let results = at_once(jobs).await;
        lab.expect(
            Timeline::new()
                .span("slow", secs(0), A_DAY)
                .span("quick", secs(0), secs(1)),
        );
        expect_eq(
            results,
            vec!["slow", "quick"],
            "one of two jobs took a day: its result should come back like any other",
        );
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        lab.case("called with no jobs");
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
        lab.case("called with a single job");
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

#[test]
fn it_does_not_look_now_and_then() {
    virtual_time(async |lab: Lab| {
        let jobs = ["one", "two"].map(|name| lab.job(name).takes(secs(1)).gives(()));
        let call = lab.meter(at_once(Vec::from(jobs)));
        let watch = call.watch();
        call.await;
        if watch.idle_wakes() > 2 {
            fail(format!(
                "while your function waited for two jobs of 1s, it was woken {} times and found \
                 nothing to do: a job wakes whoever awaits it, and nobody need look",
                watch.idle_wakes()
            ));
        }
    });
}

#[test]
fn all_jobs_are_polled_before_it_waits_for_any() {
    virtual_time(async |lab: Lab| {
        let begun = Gauge::default();
        let jobs = (0..300).map(async |_| {
            let _inside = begun.enter();
            tokio::time::sleep(ms(100)).await;
        });
        let mut call = Box::pin(at_once(jobs.collect()));
        // Who gives way between two polls of jobs does not wait for any of them.
        for _ in 0..100 {
            let _ = futures::poll!(call.as_mut());
            tokio::task::yield_now().await;
        }
        if begun.entered() != 300 {
            fail(format!(
                "your future had been polled a hundred times, no time had gone by, and {} of 300 \
                 jobs had been started: all should start at the same instant",
                begun.entered()
            ));
        }
        call.await;
        lab.case("called with no jobs");
        let none: Vec<Job<u8>> = Vec::new();
        if futures::poll!(Box::pin(at_once(none))).is_pending() {
            fail("there were no jobs, and your function waited all the same");
        }
    });
}

#[test]
fn however_it_is_polled_all_jobs_run_at_once() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            // A few, and more than are looked at one by one.
            for count in [1, 2, 3, 7, 40] {
                lab.case(format!("a call that is {way}, with {count} jobs"));
                let begun = lab.now() + if way == Way::Later { Way::LATER } else { ms(0) };
                let neglected = Cell::new(None);
                let jobs = (0..count).map(async |n| {
                    // Several waits each, and some jobs are ready at once.
                    for _ in 0..n % 4 {
                        let due = lab.now() + ms(37);
                        tokio::time::sleep(ms(37)).await;
                        if lab.now() > due {
                            let first = neglected.get().unwrap_or((n, due, lab.now()));
                            neglected.set(Some(first));
                        }
                        tokio::task::yield_now().await;
                    }
                    n / 2
                });
                let results = lab.polled(way, at_once(jobs.collect())).await;
                expect_eq(
                    results,
                    (0..count).map(|n| n / 2).collect::<Vec<_>>(),
                    format!("the call was {way}, and other results came back than the jobs gave"),
                );
                if let Some((n, due, polled)) = neglected.get() {
                    fail(format!(
                        "the call was {way}; the job in place {n} was woken {:?} after the first \
                         poll, and nobody polled it until {:?}: each job should be polled whenever \
                         it is woken, whatever the others do",
                        due - begun,
                        polled - begun
                    ));
                }
                let longest: u32 = (0..count).map(|n| n % 4).max().unwrap_or(0);
                expect_eq(
                    lab.now(),
                    begun + ms(37) * longest,
                    format!(
                        "the call was {way}, and did not return at the instant at which the longest \
                         job was done"
                    ),
                );
            }
        }
    });
}
