//! `gather`: all at once, results in input order, nothing left behind and no panic lost.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::task::Poll;

use async_katas::c05_concurrency::gather::gather;
use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{BoxFuture, join, poll_fn};
use lab::{
    A_DAY, Gauge, Job, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    secs, virtual_time, within,
};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use super::late::late;
use super::woken::not_woken;

const OUT_OF_ORDER: &str = "the results belong in the order of the jobs, whatever the order of \
                            finishing";

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
            OUT_OF_ORDER,
        );
    });
}

#[test]
fn results_keep_the_order_of_the_jobs_however_they_finish() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let mut expected = Timeline::new();
        let mut jobs = Vec::new();
        let (mut longest, mut hops) = (secs(0), 0);
        for n in 0..draw.size(2..=8) {
            let name = format!("job {n}");
            // Off every round number: whoever looks every now and then comes late.
            let time = draw.off_grid(ms(100)..=secs(2));
            let hops_of_job = draw.size(0..=3);
            hops += hops_of_job;
            jobs.push(lab.job(&name).yields(hops_of_job).takes(time).gives(n));
            expected = expected.span(&name, secs(0), time);
            longest = longest.max(time);
        }
        let places: Vec<usize> = (0..jobs.len()).collect();
        let gathered = lab.meter(gather(jobs));
        let watch = gathered.watch();
        let results = gathered.await;
        lab.expect(expected);
        expect_eq(
            lab.now(),
            longest,
            late(
                &watch,
                hops,
                format!(
                    "the longest job ended at {longest:?}, and your function returned at another \
                     instant; it should return at that one"
                ),
            ),
        );
        expect_eq(results, places, OUT_OF_ORDER);
    });
}

#[test]
fn thousands_of_jobs_start_at_once() {
    const MANY: usize = 5000;
    virtual_time(async |lab: Lab| {
        let crowd = lab.crowd("jobs", MANY);
        let jobs = (0..MANY)
            .map(|n| {
                let crowd = crowd.clone();
                async move {
                    crowd.begin();
                    // They end at seven instants, in no order.
                    sleep(secs(1 + n as u64 % 7)).await;
                    n
                }
            })
            .collect();
        let results: Vec<usize> = gather(jobs).await;
        expect_eq(results, (0..MANY).collect::<Vec<_>>(), OUT_OF_ORDER);
    });
}

#[test]
fn a_job_that_takes_a_day_is_waited_for() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let jobs = vec![
            lab.job("short").takes(secs(1)).gives("short"),
            lab.job("long").takes(A_DAY).gives("long"),
        ];
        let end = AssertUnwindSafe(gather(jobs)).catch_unwind().await;
        match end {
            Ok(results) => expect_eq(
                results,
                vec!["short", "long"],
                "one of two jobs took a day, and its result was not waited for",
            ),
            Err(_panic) => fail(
                "one of two jobs took a day, and your function panicked instead of waiting for \
                 it: nobody has set a limit",
            ),
        }
    });
}

#[test]
fn no_jobs_and_a_single_job_work_too() {
    virtual_time(async |lab: Lab| {
        let none: Vec<Job<u8>> = Vec::new();
        let none = within(
            secs(60),
            gather(none),
            "called with no jobs, your function did not return: there is none to wait for then, and \
             the empty list should come back at once; `buffered(0)`, for one, never ends",
        );
        expect_eq(
            none.await,
            vec![],
            "called with no jobs, your function gave results",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "called with no jobs, your function waited; it should return at once",
        );
        let one = vec![lab.job("only").takes(secs(1)).gives(7)];
        expect_eq(
            gather(one).await,
            vec![7],
            "called with a single job, your function did not give its result",
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
fn a_caller_may_give_up_at_any_moment() {
    cancel_at_every_await(async |lab: Lab| {
        let gauge = Gauge::default();
        let jobs = [1, 2, 2, 3].map(|n| {
            let job = lab.job(&format!("takes {n}s")).counted_by(&gauge);
            job.takes(secs(n)).gives(n)
        });
        let _ended = lab.cut(gather(Vec::from(jobs))).await;
        // An aborted task is gone when the runtime has had its turn.
        sleep(ms(1)).await;
        expect_eq(
            gauge.now(),
            0,
            "the caller dropped your future, and jobs kept running after that; they should stop \
             with it",
        );
    });
}

/// Three jobs that take 1 s, 2 s and 3 s; the one at this place panics at its end, if there is one.
fn one_panics(lab: &Lab, gauge: &Gauge, place: usize) -> Vec<Job<usize>> {
    let job = |n: usize| {
        let job = lab.job(&format!("job {n}")).counted_by(gauge);
        let job = job.takes(secs(1 + n as u64));
        match n == place {
            true => job.panics("boom"),
            false => job.gives(n),
        }
    };
    (0..3).map(job).collect()
}

/// An answer that panics in any case would look right to those who wait for a panic.
async fn none_panics(lab: &Lab) {
    let results = gather(one_panics(lab, &Gauge::default(), 3)).await;
    expect_eq(
        results,
        vec![0, 1, 2],
        "none of three jobs panicked, and their results were lost",
    );
}

#[test]
fn a_panic_of_a_job_is_not_lost() {
    virtual_time(async |lab: Lab| {
        none_panics(&lab).await;
        for place in 0..3 {
            let jobs = one_panics(&lab, &Gauge::default(), place);
            let end = AssertUnwindSafe(gather(jobs)).catch_unwind().await;
            if let Ok(results) = end {
                fail(format!(
                    "the panic of a job was lost: three jobs ran, the one at place {place} \
                     panicked, and your function returned {results:?} as if nothing had happened; \
                     it should panic, too"
                ));
            }
        }
    });
}

#[test]
fn a_panic_in_the_first_poll_is_not_lost_whatever_it_carries() {
    virtual_time(async |lab: Lab| {
        none_panics(&lab).await;
        for place in 0..5 {
            for text in [true, false] {
                lab.case(format!(
                    "five jobs, of which the one at place {place} panics in its first poll, with \
                     {}",
                    if text { "a text" } else { "a number" }
                ));
                let gauge = Gauge::default();
                let jobs: Vec<BoxFuture<'static, usize>> = (0..5)
                    .map(|n| match n == place {
                        true if text => async { resume_unwind(Box::new("a text")) }.boxed(),
                        true => async { resume_unwind(Box::new(7_u8)) }.boxed(),
                        false => {
                            let job = lab.job("jobs").counted_by(&gauge);
                            job.takes(secs(1)).gives(n).boxed()
                        }
                    })
                    .collect();
                let end = AssertUnwindSafe(gather(jobs)).catch_unwind().await;
                if let Ok(results) = end {
                    fail(format!(
                        "the panic of a job was lost: the job at place {place} of five panicked in \
                         its first poll, and your function returned {results:?} as if nothing had \
                         happened; it should panic, too"
                    ));
                }
                // An aborted task is gone when the runtime has had its turn.
                sleep(ms(1)).await;
                expect_eq(
                    gauge.now(),
                    0,
                    "a job panicked in its first poll, and others kept running after your function \
                     had panicked",
                );
            }
        }
    });
}

#[test]
fn no_job_runs_on_after_a_panic() {
    virtual_time(async |lab: Lab| {
        none_panics(&lab).await;
        for place in 0..3 {
            let gauge = Gauge::default();
            let jobs = one_panics(&lab, &gauge, place);
            let _panic = AssertUnwindSafe(gather(jobs)).catch_unwind().await;
            // An aborted task is gone when the runtime has had its turn.
            sleep(ms(1)).await;
            expect_eq(
                gauge.now(),
                0,
                format!(
                    "the job at place {place} of three panicked, your function ended, and other \
                     jobs kept running after that; they should have stopped or ended by then"
                ),
            );
        }
    });
}

/// Wakes whoever polls it while it is polled, so many times in a row, and is done in the next poll.
async fn wakes_itself(mut times: usize) {
    poll_fn(|cx| {
        if times == 0 {
            return Poll::Ready(());
        }
        times -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[test]
fn a_job_is_polled_again_whoever_has_woken_it_and_when() {
    type Named = (&'static str, fn() -> Vec<BoxFuture<'static, usize>>);
    let ways: [Named; 6] = [
        ("a job woke itself while it was polled", || {
            vec![wakes_itself(1).map(|()| 0).boxed()]
        }),
        (
            "some jobs woke themselves while they were polled, one more often than the other",
            || {
                let job = |n| wakes_itself(n).map(move |()| n).boxed();
                (0..4).map(job).collect()
            },
        ),
        (
            "one part of a job woke another part of it, while the job was polled",
            || {
                let (send, sent) = oneshot::channel();
                let parts = join(sent, async move { send.send(()) });
                vec![parts.map(|_| 0).boxed(), yield_now().map(|()| 1).boxed()]
            },
        ),
        (
            "a job woke the one before it, which had been polled already",
            || {
                let (send, sent) = oneshot::channel();
                let wakes = async move { send.send(()) };
                vec![sent.map(|_| 0).boxed(), wakes.map(|_| 1).boxed()]
            },
        ),
        (
            "a job that was polled a second time woke the one behind it",
            || {
                let (send, sent) = oneshot::channel();
                let wakes = async move {
                    wakes_itself(1).await;
                    let _ = send.send(());
                };
                vec![wakes.map(|()| 0).boxed(), sent.map(|_| 1).boxed()]
            },
        ),
        ("a job woke itself as it was polled after a sleep", || {
            let job = async {
                sleep(ms(307)).await;
                wakes_itself(1).await;
                sleep(ms(307)).await;
                wakes_itself(2).await;
            };
            let other = sleep(ms(101));
            vec![job.map(|()| 0).boxed(), other.map(|()| 1).boxed()]
        }),
    ];
    virtual_time(async move |lab: Lab| {
        for (what, jobs) in ways {
            lab.case(what);
            let (begun, jobs) = (lab.now(), jobs());
            let places: Vec<usize> = (0..jobs.len()).collect();
            let takes = if what.contains("sleep") {
                ms(614)
            } else {
                ms(0)
            };
            let Ok(results) = timeout(secs(60), gather(jobs)).await else {
                fail(format!(
                    "{what}, and it was not polled again, though it asked for that: a wake counts \
                     whenever it comes, also in the middle of a poll, so forget the wakes of before \
                     when a poll begins, and not when it is over"
                ))
            };
            expect_eq(
                lab.now() - begun,
                takes,
                format!(
                    "{what}; the last job was done {takes:?} after the call, and your function returned \
                     at another instant"
                ),
            );
            expect_eq(results, places, OUT_OF_ORDER);
        }
    });
}

#[test]
fn it_returns_in_time_however_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let begun = lab.now();
            let wait = if way == Way::Later { Way::LATER } else { ms(0) };
            let jobs = [907, 503, 709, 503, 1_101, 503].map(|time| {
                let job = lab.job("jobs").yields(1).takes(ms(time));
                job.gives(time % 100)
            });
            let results = timeout(secs(60), lab.polled(way, gather(Vec::from(jobs)))).await;
            let Ok(results) = results else {
                fail(format!(
                    "a call was {way}, and a minute later, when the last job had long been done, your \
                     function had not returned{}",
                    not_woken(way, true)
                ))
            };
            expect_eq(
                lab.now() - begun,
                wait + ms(1_101),
                format!(
                    "a call was {way}, the last job was done 1101ms after the first poll, and the \
                     results did not come then{}",
                    not_woken(way, lab.now() - begun > wait + ms(1_101))
                ),
            );
            expect_eq(results, vec![7, 3, 9, 3, 1, 3], OUT_OF_ORDER);
            lab.expect_no_task_left();
        }
    });
}
