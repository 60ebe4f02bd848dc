//! `supervisor`: pauses that grow, calm that ends them, and an end when it happens too often.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use async_katas::c22_actors::supervisor::{Failure, GaveUp, Policy, supervise};
use futures::FutureExt;
use futures::future::BoxFuture;
use lab::timeline::{counted, short};
use lab::{
    A_DAY, Fault, Gauge, Job, Lab, Probe, Timeline, Way, expect_eq, fail, for_seeds, ms, secs,
    virtual_time,
};
use tokio::time::{sleep, timeout};

use super::lock::lock;

type Error = &'static str;

/// What came of it. Decided by `match`.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    Ended(u32),
    GaveUp {
        last: Result<String, &'static str>,
        starts: u64,
    },
}

fn told<E: ToString>(outcome: Result<u32, GaveUp<E>>) -> Told {
    match outcome {
        Ok(value) => Told::Ended(value),
        Err(GaveUp { last, starts }) => Told::GaveUp {
            last: match last {
                Failure::Error(error) => Ok(error.to_string()),
                Failure::Panicked => Err("panicked"),
            },
            starts,
        },
    }
}

fn gave_up(error: &str, starts: u64) -> Told {
    let last = Ok(error.to_owned());
    Told::GaveUp { last, starts }
}

/// Nothing is too often, and nobody is ever calm.
const PATIENT: Policy = Policy {
    pause: Duration::from_secs(1),
    longest: Duration::MAX,
    calm: Duration::MAX,
    restarts: u32::MAX,
    window: Duration::MAX,
};

/// Workers that fail after these times, one after another, and then one that ends well after a second.
fn workers(
    lab: &Lab,
    times: &[Duration],
) -> impl FnMut() -> BoxFuture<'static, Result<u32, Error>> + Send + 'static + use<> {
    lab.explain("worker", "a span is one start of it");
    let (lab, mut times) = (lab.clone(), VecDeque::from(times.to_vec()));
    let mut ends_well = false;
    move || match times.pop_front() {
        Some(time) => lab.job("worker").takes(time).err("no connection").boxed(),
        None if ends_well => fail(format!(
            "a worker had ended well by {}, and `start` was called again",
            short(lab.now())
        )),
        None => {
            ends_well = true;
            lab.job("worker").takes(secs(1)).ok(7).boxed()
        }
    }
}

/// When each worker began and ended, from this one on.
fn ran(lab: &Lab, from: usize) -> Vec<(Duration, Duration)> {
    let items = lab.timeline().items("worker").into_iter().skip(from);
    items.map(|item| (item.begin(), item.end())).collect()
}

/// Where this is not what the policy says: the first thing that is not, and why. The workers fail
/// after these times, and then one ends well.
fn astray(
    policy: Policy,
    times: &[Duration],
    ran: &[(Duration, Duration)],
    outcome: &Told,
    now: Duration,
) -> Option<String> {
    let mut pause = policy.pause.min(policy.longest);
    let made_good = match policy.restarts {
        0 => "none is made good".to_owned(),
        1 => "1 is made good".to_owned(),
        most => format!("{most} are made good"),
    };
    let mut was_calm = false;
    for (n, &(began, failed)) in ran.iter().enumerate().take(times.len()) {
        let next = ran.get(n + 1).map(|(begins, _)| *begins);
        let mut recent: Vec<Duration> = ran[..=n].iter().map(|(_, failed)| *failed).collect();
        recent.retain(|before| failed - *before < policy.window);
        let too_many = recent.len() > policy.restarts as usize;
        let recent = recent.into_iter().map(short).collect::<Vec<_>>().join(", ");
        let within = match policy.window {
            Duration::MAX => String::new(),
            window => format!(" within {}", short(window)),
        };
        if too_many {
            let it = format!(
                "the worker that failed at {} was one too many: failures{within} were at {recent}, \
                 and of those {made_good}",
                short(failed)
            );
            return match next {
                Some(next) => Some(format!(
                    "{it}. It was started once more at {} and should not have been{}",
                    short(next),
                    match was_calm {
                        true =>
                            ": a worker that was calm makes the pauses short again, and forgets no \
                                 failure",
                        false => "",
                    }
                )),
                None if now > failed => Some(format!(
                    "{it}. `supervise` told so at {} only, and should tell at the instant of that \
                     failure, without another pause",
                    short(now)
                )),
                None => None,
            };
        }
        let time = failed - began;
        let calm = time >= policy.calm;
        was_calm |= calm;
        if calm {
            pause = policy.pause.min(policy.longest);
        }
        let Some(next) = next else {
            return matches!(outcome, Told::GaveUp { .. }).then(|| {
                let edge = ran[..n]
                    .iter()
                    .find(|(_, before)| failed - *before == policy.window);
                format!(
                    "`supervise` gave up when a worker failed at {}, and should not have: failures\
                     {within} were at {recent}, and of those {made_good}{}",
                    short(failed),
                    match edge {
                        Some((_, before)) => format!(
                            ". That of {} was just {} ago, and what is exactly so long ago is no \
                             longer within the window",
                            short(*before),
                            short(policy.window)
                        ),
                        None => String::new(),
                    }
                )
            });
        };
        if next - failed != pause {
            let because = match () {
                () if calm && time == policy.calm => format!(
                    "it had run for just as long as `calm` says, {}, so it was calm, and the pause is \
                     the first again",
                    short(time)
                ),
                () if calm => format!(
                    "it had run for {}, and `calm` is {}: after a calm worker the pause is the first \
                     again",
                    short(time),
                    short(policy.calm)
                ),
                () if pause == policy.longest && next - failed > pause => {
                    "no pause is longer than `longest`, the first one neither".to_owned()
                }
                () if n == 0 => "the first pause is `pause`".to_owned(),
                () if next - failed == policy.pause && policy.calm < Duration::MAX => format!(
                    "it had run for {}, and `calm` is {}, so it was not calm: only the time counts for \
                     which the worker ran, without the pauses, and each pause is twice the one before",
                    short(time),
                    short(policy.calm)
                ),
                () => "each pause is twice as long as the one before, up to `longest`".to_owned(),
            };
            return Some(format!(
                "after the worker that failed at {} the pause was {} instead of {}: {because}",
                short(failed),
                short(next - failed),
                short(pause)
            ));
        }
        pause = (pause * 2).min(policy.longest);
    }
    None
}

/// Fails with the first thing that is not as the policy says.
fn expect_policy(lab: &Lab, (policy, times): (Policy, &[Duration]), from: usize, outcome: &Told) {
    if let Some(fault) = astray(policy, times, &ran(lab, from), outcome, lab.now()) {
        fail(fault);
    }
}

/// What came of it, and when, where the workers ran as they should.
fn came(
    lab: &Lab,
    got: (Told, Duration),
    expected: (Told, Duration),
    cause: impl Into<String>,
    starts: usize,
) {
    if let (Told::GaveUp { last, starts: told }, Told::GaveUp { last: should, .. }) =
        (&got.0, &expected.0)
        && last == should
        && got.1 == expected.1
        && *told != starts as u64
    {
        fail(format!(
            "`starts` is {told}, and `start` was called {starts} times by {}: each call counts, the \
             first one, too",
            short(lab.now())
        ));
    }
    expect_eq(got, expected, cause);
}

/// Expects that nothing is left of a `supervise` that was dropped just now.
async fn nothing_goes_on(lab: &Lab) {
    sleep(ms(1)).await;
    if lab.tasks_alive() > 0 {
        fail(
            "`supervise` was dropped, and a millisecond later a task that it had spawned is still alive: \
             a task goes on when nobody waits for it any more, unless it is aborted",
        );
    }
}

#[test]
fn pauses_grow_up_to_the_longest() {
    virtual_time(async |lab: Lab| {
        let policy = Policy {
            longest: secs(4),
            ..PATIENT
        };
        let outcome = supervise(policy, workers(&lab, &[secs(1); 4])).await;
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s 11s 12s 13s 14s 15s 16s
            worker  |===x   |===x       |===x               |===x               |===|
            ",
            "the pauses are 1s, 2s, 4s, and then 4s again, which is the longest; each begins when the \
             worker has failed",
        );
        expect_eq(
            told(outcome),
            Told::Ended(7),
            "the last worker ended well, with 7",
        );
    });
}

#[test]
fn calm_begins_the_pauses_anew() {
    virtual_time(async |lab: Lab| {
        let policy = Policy {
            calm: secs(5),
            ..PATIENT
        };
        let times = [secs(1), secs(1), secs(5), secs(1)];
        let outcome = supervise(policy, workers(&lab, &times)).await;
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s  6s  7s  8s  9s  10s 11s 12s 13s 14s 15s
            worker  |===x   |===x       |===================x   |===x       |===|
            ",
            "the third worker ran for 5s, which is calm, as `calm` is 5s: the pause after it is the \
             first again, and the one after that is twice as long",
        );
        expect_eq(
            told(outcome),
            Told::Ended(7),
            "the last worker ended well, with 7",
        );
    });
}

#[test]
fn too_often_is_told_at_once() {
    virtual_time(async |lab: Lab| {
        let policy = Policy {
            restarts: 2,
            window: secs(10),
            ..PATIENT
        };
        let outcome = told(supervise(policy, workers(&lab, &[secs(1); 9])).await);
        let at = lab.now();
        let why = astray(policy, &[secs(1); 9], &ran(&lab, 0), &outcome, at);
        lab.expect_because(
            "
                    0s  1s  2s  3s  4s  5s  6s
            worker  |===x   |===x       |===x
            ",
            &why.unwrap_or_default(),
        );
        expect_policy(&lab, (policy, &[secs(1); 9]), 0, &outcome);
        came(
            &lab,
            (outcome, at),
            (gave_up("no connection", 3), secs(6)),
            "the third failure within the window came at 6s, and this is what `supervise` gave, and \
             when",
            3,
        );
    });
}

#[test]
fn failures_that_are_long_ago_count_no_more() {
    virtual_time(async |lab: Lab| {
        let policy = Policy {
            longest: secs(1),
            restarts: 2,
            window: secs(10),
            ..PATIENT
        };
        // They fail at 4s, 9s, 14s and so on: the first is 10s ago when the third comes.
        let outcome = told(supervise(policy, workers(&lab, &[secs(4); 9])).await);
        expect_policy(&lab, (policy, &[secs(4); 9]), 0, &outcome);
        expect_eq(
            outcome,
            Told::Ended(7),
            "of nine failures never more than two were within 10s, and `supervise` gave up: what is 10s ago is no longer \
             within the window, whatever has happened in all",
        );
        let quick = Policy {
            window: secs(10) + ms(1),
            ..policy
        };
        let (before, from) = (lab.now(), ran(&lab, 0).len());
        let outcome = told(supervise(quick, workers(&lab, &[secs(4); 9])).await);
        expect_policy(&lab, (quick, &[secs(4); 9]), from, &outcome);
        came(
            &lab,
            (outcome, lab.now() - before),
            (gave_up("no connection", 3), secs(14)),
            "the first failure was 10s ago when the third came, with a window of 10.001s: this is what \
             `supervise` gave, and when",
            3,
        );
    });
}

#[test]
fn calm_takes_no_failure_out_of_the_window() {
    virtual_time(async |lab: Lab| {
        let policy = Policy {
            calm: secs(2),
            restarts: 3,
            window: secs(60),
            ..PATIENT
        };
        let outcome = told(supervise(policy, workers(&lab, &[secs(3); 9])).await);
        expect_policy(&lab, (policy, &[secs(3); 9]), 0, &outcome);
        came(
            &lab,
            (outcome, lab.now()),
            (gave_up("no connection", 4), secs(15)),
            "each worker was calm for a while and then failed, the fourth of them at 15s, with a window \
             of 60s in which three are made good: this is what `supervise` gave, and when",
            4,
        );
    });
}

/// What should happen, with workers that fail after these times.
fn story(policy: Policy, times: &[Duration]) -> (Timeline, Told, Duration) {
    let (mut drawn, mut now) = (Timeline::new(), secs(0));
    let (mut pause, mut failures) = (policy.pause.min(policy.longest), Vec::new());
    for (starts, time) in (1..).zip(times) {
        let began = now;
        now += *time;
        drawn = drawn.failed("worker", began, now);
        failures.push(now);
        let recent = failures
            .iter()
            .filter(|failed| now - **failed < policy.window);
        if recent.count() > policy.restarts as usize {
            return (drawn, gave_up("no connection", starts), now);
        }
        if *time >= policy.calm {
            pause = policy.pause.min(policy.longest);
        }
        now += pause;
        pause = (pause * 2).min(policy.longest);
    }
    let end = now + secs(1);
    (drawn.span("worker", now, end), Told::Ended(7), end)
}

#[test]
fn whatever_the_policy_each_start_comes_at_its_instant() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let policy = Policy {
            pause: draw.off_grid(ms(1)..=ms(300)),
            longest: draw.off_grid(ms(100)..=secs(2)),
            calm: draw.times(ms(100), 2..=12),
            restarts: draw.size(0..=5) as u32,
            window: draw.off_grid(ms(500)..=secs(8)),
        };
        let times: Vec<_> = (0..draw.size(0..=10))
            .map(|_| draw.times(ms(100), 1..=15))
            .collect();
        let all: Vec<String> = times.iter().map(|time| short(*time)).collect();
        lab.case(format!(
            "pauses of {} to {}, calm after {}, {} in {} made good, and workers that fail after {}",
            short(policy.pause),
            short(policy.longest),
            short(policy.calm),
            match policy.restarts {
                0 => "no failure".to_owned(),
                1 => "1 failure".to_owned(),
                restarts => format!("{restarts} failures"),
            },
            short(policy.window),
            match &all[..] {
                [] => "nothing: the first ends well".to_owned(),
                all => all.join(", "),
            }
        ));
        let outcome = told(supervise(policy, workers(&lab, &times)).await);
        let (drawn, should, end) = story(policy, &times);
        let at = lab.now();
        let why = astray(policy, &times, &ran(&lab, 0), &outcome, at);
        if let Some(why) = &why
            && !why.contains("the pause was")
        {
            fail(why.clone());
        }
        lab.expect_because(drawn, &why.unwrap_or_default());
        let starts = ran(&lab, 0).len();
        came(
            &lab,
            (outcome, at),
            (should, end),
            "this is what `supervise` gave, and when",
            starts,
        );
    });
}

#[test]
fn a_worker_that_ends_well_is_not_started_again() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        let (counted, done) = (Gauge::default(), Gauge::default());
        let (starts, ends) = (counted.clone(), done.clone());
        let policy = Policy {
            restarts: 3,
            ..PATIENT
        };
        let outcome = supervise(policy, move || {
            if starts.entered() > 0 {
                fail(match ends.entered() {
                    0 => {
                        "a worker had run for less than a day and not ended, and `start` was called \
                         again: no limit was named"
                    }
                    _ => "a worker had ended well, and `start` was called again",
                });
            }
            drop(starts.enter());
            let ends = ends.clone();
            async move {
                sleep(A_DAY).await;
                drop(ends.enter());
                Ok::<u32, Error>(7)
            }
        })
        .await;
        expect_eq(
            (told(outcome), lab.now(), counted.entered()),
            (Told::Ended(7), A_DAY, 1),
            "a worker ran for a day and ended well: this is what `supervise` gave, when, and how often \
             it had called `start`",
        );
    });
}

#[test]
fn a_panic_is_a_failure() {
    virtual_time(async |lab: Lab| {
        for fault in [
            Fault::PanicsWhenCalled,
            Fault::PanicsWhenPolled,
            Fault::PanicsLater,
        ] {
            lab.case(format!("a worker that {fault}, three times"));
            let policy = Policy {
                restarts: 2,
                ..PATIENT
            };
            let faulty = lab.faulty("worker", fault);
            let started = lab.now();
            let calls = Gauge::default();
            let called = calls.clone();
            let failed = Told::GaveUp {
                last: Err("panicked"),
                starts: 3,
            };
            let start = move || {
                drop(called.enter());
                let worker = faulty();
                async move { worker.await.map(|()| 7) }
            };
            let outcome = told(supervise(policy, start).await);
            let later = match fault {
                Fault::PanicsLater => Fault::LATER * 3,
                _ => secs(0),
            };
            let called = calls.entered();
            if called != 3 {
                fail(format!(
                    "a worker that {fault} has failed, two failures are made good, and `start` was \
                     called {called} time{} and not 3 times",
                    if called == 1 { "" } else { "s" }
                ));
            }
            let took = lab.now() - started;
            if outcome == failed && took != secs(3) + later {
                fail(format!(
                    "`start` was called three times, as it should, and it took {} instead of {}, with \
                     pauses of 1s and 2s between the three, and none after the last",
                    short(took),
                    short(secs(3) + later)
                ));
            }
            came(
                &lab,
                (outcome, took),
                (failed, secs(3) + later),
                format!(
                    "a worker that {fault} has failed, and two failures are made good: this is what \
                     `supervise` gave, and when"
                ),
                called,
            );
        }
    });
}

#[test]
fn what_failed_last_is_told() {
    virtual_time(async |lab: Lab| {
        for restarts in [0, 1, 4] {
            lab.case(format!(
                "{}, and each worker fails with its number",
                counted(restarts, "restart")
            ));
            let calls = Gauge::default();
            let called = calls.clone();
            let mut number = 0;
            let policy = Policy {
                pause: secs(0),
                restarts,
                ..PATIENT
            };
            let outcome = supervise(policy, move || {
                drop(called.enter());
                number += 1;
                let error = number;
                async move { Err::<u32, u32>(error) }
            });
            let outcome = told(outcome.await);
            let starts = u64::from(restarts) + 1;
            let called = calls.entered() as u64;
            let why = match &outcome {
                _ if called != starts => format!(
                    "`start` was called {called} times, where {starts} would be right: as often as \
                     `restarts` says after the first"
                ),
                Told::GaveUp { starts: told, .. } if *told != called => {
                    "`starts` is not how often `start` was called in all: the first call counts, too"
                        .to_owned()
                }
                _ => "`last` is not the error of the worker that failed last".to_owned(),
            };
            expect_eq(
                (outcome, lab.now()),
                (gave_up(&starts.to_string(), starts), secs(0)),
                format!(
                    "each worker failed at once with its number, and there were no pauses: {why}"
                ),
            );
        }
    });
}

/// A worker that holds its connection until it is dropped, also when it has failed.
struct Holds {
    _connection: Probe,
    work: Job<Result<u32, Error>>,
}

impl Future for Holds {
    type Output = Result<u32, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.work).poll(cx)
    }
}

#[test]
fn what_a_failed_worker_held_is_dropped_before_the_pause() {
    virtual_time(async |lab: Lab| {
        let held = Arc::new(Mutex::new(Vec::new()));
        let (watches, probes) = (Arc::clone(&held), lab.clone());
        let start = move || {
            let probe = probes.probe();
            lock(&watches).push(probe.watch());
            Holds {
                _connection: probe,
                work: probes.job("worker").takes(ms(503)).err("no connection"),
            }
        };
        let outcome = timeout(secs(3), supervise(PATIENT, start)).await;
        if outcome.is_ok() {
            fail("`supervise` returned, and no failure was one too many");
        }
        nothing_goes_on(&lab).await;
        let failed: Vec<_> = ran(&lab, 0)
            .iter()
            .map(|(_, failed)| Some(*failed))
            .collect();
        let dropped: Vec<_> = lock(&held).iter().map(|watch| watch.dropped_at()).collect();
        if dropped.first() == failed.first() && failed.get(1) != Some(&Some(ms(2006))) {
            fail(
                "a worker failed at 503ms, and with a pause of 1s and another 503ms the second one \
                 should fail at 2.006s, which it did not",
            );
        }
        expect_eq(
            dropped,
            vec![Some(ms(503)), Some(ms(2006))],
            "two workers had a connection each and failed at 503ms and 2.006s: this is when their \
             connections were dropped. A future that has ended still holds what it has, until it is \
             dropped itself",
        );
    });
}

#[test]
fn dropped_it_takes_the_worker_with_it_and_starts_nothing() {
    virtual_time(async |lab: Lab| {
        for (after, doing) in [
            (ms(200), "while the worker ran"),
            (ms(800), "in the first pause"),
        ] {
            lab.case(format!("`supervise` is dropped {doing}"));
            let before = lab.now();
            let alive = Gauge::default();
            let inside = alive.clone();
            let start = move || {
                let inside = inside.clone();
                async move {
                    let _inside = inside.enter();
                    sleep(ms(503)).await;
                    Err::<u32, Error>("no connection")
                }
            };
            let _dropped = timeout(after, supervise(PATIENT, start)).await;
            sleep(ms(1)).await;
            expect_eq(
                alive.now(),
                0,
                format!("`supervise` was dropped {doing}, and this many workers are still at work"),
            );
            sleep(secs(60)).await;
            expect_eq(
                (alive.entered(), lab.now() - before),
                (1, after + ms(1) + secs(60)),
                format!(
                    "`supervise` was dropped {doing}, and this is how often the worker was started in \
                     all"
                ),
            );
            nothing_goes_on(&lab).await;
        }
    });
}

#[test]
fn lengths_of_time_may_be_zero_and_without_end() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 800);
        lab.case("a hundred failures, pauses of 1ms to 1s");
        let policy = Policy {
            pause: ms(1),
            longest: secs(1),
            ..PATIENT
        };
        let before = lab.now();
        let outcome = told(supervise(policy, workers(&lab, &[secs(1); 100])).await);
        expect_policy(&lab, (policy, &[secs(1); 100]), 0, &outcome);
        // 1, 2, 4 and so on to 512 ms, then 90 of a second.
        expect_eq(
            (outcome, lab.now() - before),
            (Told::Ended(7), secs(101) + ms(1023) + secs(90)),
            "a hundred workers failed, and the pauses grew to the longest and stayed there",
        );
        lab.case("34 failures, and no longest pause");
        let policy = Policy {
            pause: ms(1),
            ..PATIENT
        };
        let (before, from) = (lab.now(), ran(&lab, 0).len());
        let outcome = told(supervise(policy, workers(&lab, &[secs(0); 34])).await);
        expect_policy(&lab, (policy, &[secs(0); 34]), from, &outcome);
        expect_eq(
            (outcome, lab.now() - before),
            (Told::Ended(7), secs(1) + ms((1 << 34) - 1)),
            "34 workers failed, and each pause was twice the one before, whatever that came to",
        );
        lab.case("a pause without end");
        let policy = Policy {
            pause: Duration::MAX,
            ..PATIENT
        };
        let waits = timeout(A_DAY * 366, supervise(policy, workers(&lab, &[secs(1)]))).await;
        expect_eq(
            waits.ok().map(told),
            None,
            "the pause is `Duration::MAX`, and the worker was started again within a year",
        );
        nothing_goes_on(&lab).await;
        lab.case("no pause, and nobody is ever calm for less than zero");
        let policy = Policy {
            calm: secs(0),
            ..PATIENT
        };
        let (before, from) = (lab.now(), ran(&lab, 0).len());
        let outcome = told(supervise(policy, workers(&lab, &[secs(1); 5])).await);
        expect_policy(&lab, (policy, &[secs(1); 5]), from, &outcome);
        expect_eq(
            (outcome, lab.now() - before),
            (Told::Ended(7), secs(11)),
            "`calm` is zero, so that every worker was calm: all five pauses are the first",
        );
        lab.case("a first pause that is longer than the longest");
        let policy = Policy {
            longest: ms(300),
            ..PATIENT
        };
        let (before, from) = (lab.now(), ran(&lab, 0).len());
        let outcome = told(supervise(policy, workers(&lab, &[secs(1); 2])).await);
        expect_policy(&lab, (policy, &[secs(1); 2]), from, &outcome);
        expect_eq(
            (outcome, lab.now() - before),
            (Told::Ended(7), secs(3) + ms(600)),
            "no pause is longer than `longest`, the first one neither",
        );
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a future of `supervise` that is {way}"));
            let before = lab.now();
            let call = supervise(PATIENT, workers(&lab, &[ms(503)]));
            let what = format!(
                "`supervise` was {way}; a worker failed after 503ms, and the next one, after a pause of \
                 1s, ended well after 1s"
            );
            let Ok(outcome) = timeout(secs(60), lab.polled(way, call)).await else {
                fail(format!(
                    "{what}; a minute after the call nothing had come back{}",
                    match way {
                        Way::OnTheSpot | Way::Later => "",
                        _ => ": whoever polled it last should be woken",
                    }
                ))
            };
            let late = if way == Way::Later { Way::LATER } else { ms(0) };
            expect_eq(
                (told(outcome), lab.now() - before),
                (Told::Ended(7), late + ms(2503)),
                format!("{what}; this came back, after so long"),
            );
        }
    });
}
