//! `keep_them_polled`: jobs that go on while the body is at work, and places that come free in time.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, resume_unwind};

use async_katas::c24_fairness::keep_them_polled::for_each_result;
use futures::FutureExt;
use futures::channel::oneshot;
use lab::timeline::{counted, short};
use lab::{
    A_DAY, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time, within,
};
use tokio::time::{Duration, sleep};

use super::spent::spend_the_budget;

fn places(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN)
}

/// What should have come back by now, in words where it hangs.
async fn returns<T>(call: impl Future<Output = T>) -> T {
    within(
        A_DAY * 5,
        call,
        "all jobs were done and all calls of `body` had ended, and your function has not come back",
    )
    .await
}

/// From when to when something was at work; without an end it was not over when it was looked at.
fn span(lab: &Lab, lane: &str) -> Option<(Duration, Duration)> {
    let items = lab.timeline().items(lane);
    items.first().map(|item| (item.begin(), item.end()))
}

/// What is said of the first thing that was not as it should be, of jobs with these names that take so
/// long, in so many places.
fn why(lab: &Lab, jobs: &[(String, Duration)], limit: usize) -> String {
    let body_of = |name: &str| span(lab, &format!("body of {}", name.trim_start_matches("job ")));
    let ran: Vec<_> = jobs
        .iter()
        .map(|(name, takes)| (name, *takes, span(lab, name), body_of(name)))
        .collect();
    let mut calls: Vec<_> = ran
        .iter()
        .filter_map(|(name, _, job, body)| Some((*name, job.map(|job| job.1)?, (*body)?)))
        .collect();
    calls.sort_by_key(|(_, _, body)| body.0);
    let at_work = |from: Duration, to: Duration| {
        let mut these = calls
            .iter()
            .filter(|(_, _, body)| body.0 < to && body.1 > from);
        these.next().map(|(name, _, body)| (*name, body.0))
    };
    for (name, takes, job, _) in &ran {
        let Some((began, ended)) = *job else {
            continue;
        };
        if ended - began > *takes
            && let Some((body, from)) = at_work(began, ended)
        {
            return format!(
                "`{name}` was begun at {} and takes {}, and ended only at {}: it stood still while `body` \
                 was at work with the result of `{body}` from {} on, as nobody polled it",
                short(began),
                short(*takes),
                short(ended),
                short(from)
            );
        }
    }
    for two in calls.windows(2) {
        let ((first, ended, body), (second, before, _)) = (two[0], two[1]);
        if before < ended && before <= body.0 {
            let meanwhile = |call: (Duration, Duration)| call.0 <= before && ended <= call.1;
            let unseen = calls.iter().any(|(_, _, call)| meanwhile(*call));
            return format!(
                "`body` was called with the result of `{first}` at {}, when that of `{second}` had waited \
                 since {}: the results come in the order in which the jobs have ended{}",
                short(body.0),
                short(before),
                match unseen {
                    true => {
                        ". Both ended while `body` was at work, and which of them was the first is known \
                         after that only if each hands in its result when it ends, and they are taken in \
                         that order"
                    }
                    false => "",
                }
            );
        }
    }
    let mut free = secs(0);
    for (name, ended, body) in &calls {
        let due = free.max(*ended);
        if body.0 > due {
            return format!(
                "`body` was called with the result of `{name}` at {}, and could have been at {}: the result \
                 was there since {}, and no other call was under way",
                short(body.0),
                short(due),
                short(*ended)
            );
        }
        free = body.1;
    }
    for (n, (name, _, job, _)) in ran.iter().enumerate() {
        let free = match n.checked_sub(limit) {
            None => secs(0),
            Some(nth) => match calls.get(nth) {
                Some((_, _, body)) => body.0,
                None => continue,
            },
        };
        match job {
            None => {
                return format!(
                    "`{name}` was never begun, and there was a place for it from {} on",
                    short(free)
                );
            }
            Some((began, _)) if *began < free => {
                let before = &ran[..n];
                let waiting = before.iter().filter(|(_, _, job, body)| {
                    job.is_some_and(|job| job.1 <= *began)
                        && body.is_none_or(|body| body.0 > *began)
                });
                return format!(
                    "`{name}` was begun at {}, and there was no place for it before {}: {} places were \
                     taken, {} of them by results for which `body` had not been called yet",
                    short(*began),
                    short(free),
                    limit,
                    waiting.count()
                );
            }
            Some((began, _)) if *began > free => {
                return format!(
                    "`{name}` was begun at {}, and there was a place for it since {}, when {}: a place is \
                     free at that instant, while `body` is at work and other jobs are in flight",
                    short(*began),
                    short(free),
                    match n.checked_sub(limit).and_then(|nth| calls.get(nth)) {
                        Some((of, ..)) => format!("`body` was called with the result of `{of}`"),
                        None => "your function was called".to_owned(),
                    }
                );
            }
            Some(_) => {}
        }
    }
    if let Some((name, ..)) = ran.iter().find(|(_, _, _, body)| body.is_none()) {
        return format!("`body` was never called with the result of `{name}`");
    }
    "a job has its place until `body` is called with its result, and nothing stands still meanwhile"
        .to_owned()
}

#[test]
fn jobs_in_flight_go_on_while_the_body_is_at_work() {
    virtual_time(async |lab: Lab| {
        // Each waits for more than one thing, as a job does that sends and then reads.
        let all = [("a", 1), ("b", 2), ("c", 4), ("d", 2)];
        let jobs = all.map(|(name, seconds)| {
            let (lab, job) = (lab.clone(), lab.job(name));
            let steps = (0..seconds).fold(job, |job, _| job.takes(secs(1)));
            async move {
                steps.gives(()).await;
                drop(lab);
                name
            }
        });
        let body = async |name| {
            lab.job(&format!("body of {name}"))
                .takes(secs(3))
                .gives(())
                .await;
        };
        returns(for_each_result(jobs, places(2), body)).await;
        lab.expect_because(
            "
                       0s    2s    4s    6s    8s    10s   12s
            a          |==|
            b          |=====|
            c             |===========|
            d                      |=====|
            body of a     |========|
            body of b              |========|
            body of c                       |========|
            body of d                                |========|
            ",
            &why(
                &lab,
                &all.map(|(name, time)| (name.to_owned(), secs(time))),
                2,
            ),
        );
    });
}

#[test]
fn a_place_is_free_when_its_result_goes_to_the_body() {
    virtual_time(async |lab: Lab| {
        let jobs = ["a", "b", "c"].map(|name| lab.job(name).takes(secs(1)).gives(name));
        let body = async |name| {
            lab.job(&format!("body of {name}"))
                .takes(secs(2))
                .gives(())
                .await;
        };
        returns(for_each_result(jobs, places(1), body)).await;
        lab.expect_because(
            "
                       0s  1s  2s  3s  4s  5s  6s  7s
            a          |===|
            b              |===|
            c                      |===|
            body of a      |=======|
            body of b              |=======|
            body of c                      |=======|
            ",
            &why(
                &lab,
                &["a", "b", "c"].map(|name| (name.to_owned(), secs(1))),
                1,
            ),
        );
    });
}

/// When a job and the call with its result begin and end.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    job: (Duration, Duration),
    body: (Duration, Duration),
}

/// What must be, of jobs that take so long and calls that take so long. Nothing if two things fall on
/// one instant.
fn plan(limit: usize, takes: &[(Duration, Duration)]) -> Option<Vec<Times>> {
    let mut times = vec![Times::default(); takes.len()];
    let (mut now, mut begun) = (secs(0), 0);
    let (mut flying, mut waiting) = (Vec::new(), VecDeque::new());
    let mut at_work: Option<usize> = None;
    loop {
        if at_work.is_none()
            && let Some(next) = waiting.pop_front()
        {
            at_work = Some(next);
            times[next].body = (now, now + takes[next].1);
        }
        while begun < takes.len() && flying.len() + waiting.len() < limit {
            times[begun].job = (now, now + takes[begun].0);
            flying.push(begun);
            begun += 1;
        }
        let ends = flying.iter().map(|job: &usize| times[*job].job.1);
        let mut ends: Vec<Duration> = ends.chain(at_work.map(|job| times[job].body.1)).collect();
        ends.sort();
        match *ends {
            [] => return Some(times),
            [one, other, ..] if one == other => return None,
            [next, ..] => now = next,
        }
        at_work = at_work.filter(|job| times[*job].body.1 != now);
        if let Some(place) = flying.iter().position(|job| times[*job].job.1 == now) {
            waiting.push_back(flying.remove(place));
        }
    }
}

#[test]
fn whatever_they_take_each_goes_on_by_itself() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let limit = draw.size(1..=4);
        let (slow_jobs, slow_body) = *draw.pick(&[(900, 100), (300, 300), (50, 700)]);
        let takes: Vec<_> = (0..draw.size(0..=10))
            .map(|_| {
                let job = draw.off_grid(ms(1)..=ms(slow_jobs));
                (job, draw.off_grid(ms(1)..=ms(slow_body)))
            })
            .collect();
        lab.case(format!(
            "{}, {limit} at a time, and a body that takes up to {}",
            counted(takes.len(), "job"),
            short(ms(slow_body))
        ));
        let Some(plan) = plan(limit, &takes) else {
            return;
        };
        let jobs = takes.iter().enumerate().map(|(number, (time, _))| {
            let job = lab.job(&format!("job {number}"));
            job.takes(*time - ms(1)).takes(ms(1)).gives(number)
        });
        let body = async |number: usize| {
            let job = lab.job(&format!("body of {number}"));
            job.takes(takes[number].1).gives(()).await;
        };
        returns(for_each_result(jobs, places(limit), body)).await;
        let back = lab.now();
        let mut expected = Timeline::new();
        for (number, times) in plan.iter().enumerate() {
            let (job, body) = (format!("job {number}"), format!("body of {number}"));
            expected = expected.span(&job, times.job.0, times.job.1).span(
                &body,
                times.body.0,
                times.body.1,
            );
        }
        let all = takes.iter().enumerate();
        let all: Vec<_> = all
            .map(|(number, (time, _))| (format!("job {number}"), *time))
            .collect();
        lab.expect_because(expected, &why(&lab, &all, limit));
        let ends = plan.iter().map(|times| times.body.1).max();
        expect_eq(
            back,
            ends.unwrap_or_default(),
            "the last call had ended, and your function came back at another instant",
        );
    });
}

#[test]
fn a_body_that_takes_a_day_holds_up_no_job() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 4);
        let ended = RefCell::new(Vec::new());
        let jobs = [0, 1, 2].map(|number| {
            let lab = lab.clone();
            async move {
                for _ in 0..100 {
                    sleep(ms(703)).await;
                }
                (number, lab.now())
            }
        });
        let body = async |(number, at)| {
            ended.borrow_mut().push((number, at));
            sleep(A_DAY).await;
            ended.borrow_mut().push((number + 10, lab.now()));
        };
        // The third begins when the first has come to its end, and its result waits for more than a day.
        returns(for_each_result(jobs, places(2), body)).await;
        let one = ms(70_300);
        let mut numbers: Vec<_> = ended.into_inner();
        numbers.sort();
        let should = vec![
            (0, one),
            (1, one),
            (2, one * 2),
            (10, one + A_DAY),
            (11, one + A_DAY * 2),
            (12, one + A_DAY * 3),
        ];
        let came = numbers.iter().map(|(number, _)| *number);
        if came.ne(should.iter().map(|(number, _)| *number)) {
            fail(
                "`body` takes a day for each of three results, and was not called with each of them, \
                 or was given up: no limit was named",
            );
        }
        // Two of them end at the same instant, and either may be first.
        for (got, should) in numbers.iter().zip(&should).take(3) {
            if got.1 != should.1 {
                fail(format!(
                    "`body` took a day for each result, and job {} ended at {} instead of {}: it stood \
                     still in its middle, as nobody polled it",
                    got.0,
                    short(got.1),
                    short(should.1)
                ));
            }
        }
        expect_eq(
            lab.now(),
            one + A_DAY * 3,
            "`body` was called with three results, took a day for each, and your function came back \
             at another instant",
        );
    });
}

#[test]
fn a_body_that_spends_the_budget_holds_up_no_job() {
    virtual_time(async |lab: Lab| {
        lab.case(
            "a body that, whenever it is polled, spends all that tokio lets a task do in one go",
        );
        let (tell, mut ended) = oneshot::channel();
        let mut tell = Some(tell);
        let jobs = [1, 2].map(|seconds| {
            let job = lab.job(&format!("job {seconds}")).takes(secs(1));
            let tell = tell.take_if(|_| seconds == 2);
            async move {
                job.gives(()).await;
                sleep(secs(seconds - 1)).await;
                if let Some(tell) = tell {
                    let _ = tell.send(());
                }
                seconds
            }
        });
        let polls = Cell::new(0);
        // The first one waits for the end of the second job.
        let body = async |seconds: u64| {
            let waits = poll_fn(|cx| {
                polls.set(polls.get() + 1);
                if polls.get() > 1_000 {
                    fail(
                        "while the body waited, and spent the budget of its task in each poll, a job in \
                         flight did not get on in a thousand polls: your function asks the body first, \
                         and what is asked after it in the same go finds nothing ready. Ask the jobs \
                         first, or let them be tasks of their own",
                    );
                }
                let is_over = ended.poll_unpin(cx);
                spend_the_budget();
                is_over
            });
            if seconds == 1 {
                let _told = waits.await;
            }
        };
        returns(for_each_result(jobs, places(2), body)).await;
        expect_eq(
            lab.now(),
            secs(2),
            "two jobs took 1s and 2s, and the body of the first waited for the end of the second; this \
             is when your function came back",
        );
    });
}

#[test]
fn no_job_is_taken_before_its_place_is_free() {
    virtual_time(async |lab: Lab| {
        for (limit, number) in [(1, 40), (2, 40), (7, 300), (64, 1000)] {
            for slow in [ms(3), ms(907)] {
                lab.case(format!(
                    "{number} jobs of some 100ms, {limit} at a time, and a body that takes {}",
                    short(slow)
                ));
                let (taken, called) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
                let jobs = (0..number).map(|n: u64| {
                    taken.borrow_mut().push(lab.now());
                    async move { sleep(ms(101 + n % 13)).await }
                });
                let body = async |()| {
                    called.borrow_mut().push(lab.now());
                    sleep(slow).await;
                };
                returns(for_each_result(jobs, places(limit), body)).await;
                let (taken, called) = (taken.into_inner(), called.into_inner());
                expect_eq(
                    (taken.len(), called.len()),
                    (number as usize, number as usize),
                    "so many jobs were taken out of `jobs`, `body` was called so many times, and there \
                     were so many jobs",
                );
                for (number, at) in taken.iter().enumerate().skip(limit) {
                    let free = called[number - limit];
                    if *at < free {
                        let calls = called.iter().filter(|called| *called <= at).count();
                        fail(format!(
                            "with {limit} places, job number {} was taken out of `jobs` at {}, when \
                             `body` had been called {calls} times: there was no place for it before \
                             {}",
                            number + 1,
                            short(*at),
                            short(free)
                        ));
                    }
                }
            }
        }
    });
}

#[test]
fn the_largest_number_is_no_limit() {
    virtual_time(async |lab: Lab| {
        for limit in [NonZeroUsize::MAX, places(1 << 40)] {
            lab.case(format!("3000 jobs, and {limit} places"));
            let crowd = lab.crowd("jobs", 3000);
            let jobs = (0..3000).map(|number: u32| {
                let crowd = crowd.clone();
                async move {
                    crowd.begin();
                    sleep(ms(7)).await;
                    number
                }
            });
            let called = Cell::new(0);
            let body = async |_: u32| called.set(called.get() + 1);
            returns(for_each_result(jobs, limit, body)).await;
            expect_eq(
                called.get(),
                3000,
                "`body` was called so many times, and there were so many jobs",
            );
        }
        lab.case("no jobs");
        let begun = lab.now();
        let none: [std::future::Ready<()>; 0] = [];
        returns(for_each_result(none, NonZeroUsize::MAX, async |()| {})).await;
        expect_eq(lab.now(), begun, "there were no jobs, and time went by");
    });
}

#[test]
fn dropped_it_drops_what_is_in_flight() {
    cancel_at_every_await(async |lab: Lab| {
        let mut watches = Vec::new();
        let jobs: Vec<_> = (0..5)
            .map(|number| {
                let probe = lab.probe();
                watches.push(probe.watch());
                async move {
                    sleep(ms(10 + number)).await;
                    sleep(ms(7)).await;
                    probe
                }
            })
            .collect();
        let body = async |probe| {
            sleep(ms(23)).await;
            drop(probe);
        };
        let end = lab.cut(for_each_result(jobs, places(2), body)).await;
        let at = lab.now();
        // What a task was told is done when the runtime has had its turn.
        sleep(ms(1)).await;
        for (number, watch) in watches.iter().enumerate() {
            if end.is_none() && watch.dropped_at().is_none_or(|dropped| dropped > at) {
                fail(format!(
                    "your future was dropped at {}, and job {number}, or its result, was not dropped \
                     with it: it goes on, and nobody waits for it",
                    short(at)
                ));
            }
        }
    });
}

#[test]
fn a_panic_of_a_job_is_that_of_the_caller() {
    virtual_time(async |lab: Lab| {
        // How long the job takes that panics: the body is called at 100ms, and has ended at 300ms.
        for (after, what) in [
            (ms(0), "at once"),
            (ms(53), "before there was a result"),
            (ms(203), "while `body` was at work"),
            (ms(403), "later"),
        ] {
            lab.case(format!("one of three jobs panics {what}"));
            let jobs = [
                lab.job("a").takes(ms(100)).gives(()),
                lab.job("b").takes(after).panics("no more ink"),
                lab.job("c").takes(ms(500)).gives(()),
            ];
            let body = async |()| sleep(ms(200)).await;
            let call = AssertUnwindSafe(returns(for_each_result(jobs, places(3), body)));
            let Err(panic) = call.catch_unwind().await else {
                fail(format!(
                    "one of three jobs panicked {what}, and your function returned"
                ))
            };
            match panic.downcast::<&str>() {
                Ok(text) if *text == "no more ink" => {}
                Ok(text) => fail(format!(
                    "a job panicked with \"no more ink\", and the caller got another panic: {:?}",
                    *text
                )),
                // Not of the job: a failure of the test, say.
                Err(panic) if panic.is::<String>() => {
                    fail("a job panicked with \"no more ink\", and the caller got another panic")
                }
                Err(panic) => resume_unwind(panic),
            }
        }
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call that is {way}"));
            let late = if way == Way::Later { Way::LATER } else { ms(0) };
            let start = lab.now() + late;
            let called = RefCell::new(Vec::new());
            let jobs = [103_u64, 57, 211, 33].map(|time| async move {
                sleep(ms(time)).await;
                time
            });
            let body = async |time| {
                called.borrow_mut().push((time, lab.now() - start));
                sleep(ms(71)).await;
            };
            returns(lab.polled(way, for_each_result(jobs, places(2), body))).await;
            // The second ends at 57, the first at 103, the fourth at 161, the third at 268.
            let should = [(57, 57), (103, 128), (33, 199), (211, 270)];
            expect_eq(
                called.into_inner(),
                should.map(|(time, at)| (time, ms(at))).to_vec(),
                format!(
                    "a call was {way}, and `body` was called with these results (what the job took) \
                     at these instants"
                ),
            );
        }
    });
}
