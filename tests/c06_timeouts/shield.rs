//! `shield`: whoever waits may give up, the work may not.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_katas::c06_timeouts::shield::{Shield, ShieldError, shield};
use futures::FutureExt;
use futures::future::BoxFuture;
use lab::timeline::short;
use lab::{
    A_DAY, Fault, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, nasty,
    secs, virtual_time,
};
use tokio::time::{sleep, timeout};

use super::late::late;
use super::spent::spend_the_budget;
use super::woken::not_woken;

/// What a wait gave: the result, or why there is none.
fn told<T>(end: Result<T, ShieldError>) -> Result<T, &'static str> {
    end.map_err(|error| match error {
        ShieldError::StillRunning => RUNS,
        ShieldError::Panicked => PANICKED,
        ShieldError::Taken => TAKEN,
    })
}

const RUNS: &str = "still running";
const PANICKED: &str = "panicked";
const TAKEN: &str = "taken";

/// Work of three seconds.
fn payment(lab: &Lab) -> Shield<&'static str> {
    counted_payment(lab, &Arc::default())
}

/// Work of three seconds, and how often it is started.
fn counted_payment(lab: &Lab, starts: &Arc<AtomicUsize>) -> Shield<&'static str> {
    let (lab, starts) = (lab.clone(), Arc::clone(starts));
    shield(move || {
        starts.fetch_add(1, Ordering::Relaxed);
        lab.job("payment").takes(secs(3)).gives("paid")
    })
}

#[test]
fn giving_up_the_wait_leaves_the_work_running() {
    virtual_time(async |lab: Lab| {
        let mut payment = payment(&lab);
        let early = told(lab.span("first wait", payment.wait(secs(1))).await);
        let first_ended = lab.now();
        let later = told(lab.span("second wait", payment.wait(secs(60))).await);
        if first_ended <= secs(1) && (early, later) == (Err(RUNS), Err(TAKEN)) {
            fail(
                "a first wait had run out of time, and a second one was told that the result had been \
                 taken: what a wait needs of the work has to be there for the next one",
            );
        }
        let picture = "
                          0s        1s        2s        3s
            payment       |=============================|
            first wait    |=========|
            second wait             |===================|
            ";
        match first_ended > secs(1) {
            true => lab.expect_because(
                picture,
                "the first wait had a limit of 1s, and should end then, whatever the work does",
            ),
            false => lab.expect(picture),
        }
        expect_eq(
            early,
            Err(RUNS),
            "the first wait ran out of time while the work ran, and was not told that the work \
             still runs",
        );
        expect_eq(
            later,
            Ok("paid"),
            "a first wait had run out of time, a second one waited until the work had ended, and \
             did not get the result",
        );
    });
}

#[test]
fn the_work_starts_at_once_and_only_once() {
    virtual_time(async |lab: Lab| {
        let starts = Arc::default();
        let mut payment = counted_payment(&lab, &starts);
        sleep(secs(1)).await;
        for _ in 0..3 {
            let _too_early = payment.wait(ms(500)).await;
        }
        expect_eq(
            starts.load(Ordering::Relaxed),
            1,
            "`shield` was called once and three waits ran out of time, and the work was not started \
             exactly once; it should be started by `shield`, and not with every wait",
        );
        sleep(secs(2)).await;
        lab.expect_because(
            "
                      0s        1s        2s        3s
            payment   |=============================|
            ",
            "the work should run by itself from `shield` on, whether anybody waits for it or not",
        );
    });
}

#[test]
fn the_work_has_been_started_when_shield_returns() {
    virtual_time(async |lab: Lab| {
        let starts = Arc::default();
        let _payment = counted_payment(&lab, &starts);
        expect_eq(
            starts.load(Ordering::Relaxed),
            1,
            "`shield` returned, and it had not called `start` once by then; it should call it at \
             once, not leave that to a task that runs later",
        );
        sleep(secs(4)).await;
        expect_eq(
            starts.load(Ordering::Relaxed),
            1,
            "`shield` was called once, and `start` was called again later; it should be called once",
        );
    });
}

#[test]
fn work_that_panics_is_told_whenever_and_however_it_does() {
    virtual_time(async |lab: Lab| {
        for fault in [Fault::PanicsWhenPolled, Fault::PanicsLater] {
            for late in [false, true] {
                lab.case(format!("work that {fault}"));
                let work = lab.faulty("work", fault);
                let mut work = shield(work);
                if late {
                    sleep(secs(1)).await;
                }
                let mut waits = Vec::new();
                let (begun, mut first_ended) = (lab.now(), None);
                for limit in [secs(60), Duration::ZERO, Duration::MAX] {
                    waits.push(told(work.wait(limit).await));
                    first_ended.get_or_insert(lab.now());
                }
                let in_time = first_ended.is_some_and(|ended| ended < begun + secs(60));
                let cause = match waits.iter().find(|told| **told != Err(PANICKED)) {
                    Some(Err(TAKEN)) if waits[0] == Err(PANICKED) => {
                        "; the first was, and a later one was told that the result had been taken: a \
                         panic is told to every wait"
                    }
                    Some(Err(RUNS)) if waits[0] == Err(RUNS) && in_time => {
                        "; the first was told that the work still runs, and its limit of 60s had not \
                         passed: the panic was taken for the limit"
                    }
                    Some(Err(RUNS)) => "; one was told that the work still runs",
                    _ => "",
                };
                let who = match waits.contains(&Err(PANICKED)) {
                    true => "not every wait",
                    false => "none of the waits",
                };
                expect_eq(
                    waits,
                    vec![Err(PANICKED); 3],
                    format!(
                        "work that {fault} was waited for three times, and {who} was told so{cause}"
                    ),
                );
            }
        }
        lab.case("work that panics with a number");
        let mut work = shield(|| -> BoxFuture<'static, u8> {
            async { resume_unwind(Box::new(7_u8)) }.boxed()
        });
        let waits = [
            told(work.wait(secs(60)).await),
            told(work.wait(secs(60)).await),
        ];
        expect_eq(
            waits,
            [Err(PANICKED); 2],
            "the work panicked with a number instead of a text, and not every wait was told so",
        );
    });
}

#[test]
fn the_result_waits_for_whoever_comes_late() {
    virtual_time(async |lab: Lab| {
        let mut payment = payment(&lab);
        sleep(secs(5)).await;
        let happened = lab.timeline();
        let spans = happened.items("payment").into_iter();
        let ended = spans.map(|item| item.end()).any(|end| end == secs(3));
        expect_eq(
            told(payment.wait(Duration::ZERO).await),
            Ok("paid"),
            match ended {
                true => {
                    "the work had ended 2s before a wait with a limit of 0ns, and its result did not \
                     come: a wait asks first whether the work has ended, even with no time to wait"
                }
                false => {
                    "the work takes 3s, nobody waited for it for 5s, and it had not ended by then: it \
                     should run by itself, whether anybody waits or not"
                }
            },
        );
        expect_eq(
            lab.now(),
            secs(5),
            "the work had ended long before the wait, and the wait took time; the result should \
             come at once",
        );
        lab.expect(
            "
                      0s        1s        2s        3s        4s        5s
            payment   |=============================|
            ",
        );
    });
}

#[test]
fn cancelling_the_caller_does_not_reach_the_work() {
    virtual_time(async |lab: Lab| {
        let inside = lab.clone();
        let caller = tokio::spawn(async move {
            let mut payment = payment(&inside);
            inside.span("caller", payment.wait(secs(60))).await
        });
        sleep(secs(1)).await;
        caller.abort();
        sleep(secs(3)).await;
        lab.expect(
            "
                      0s        1s        2s        3s        4s
            payment   |=============================|
            caller    |=========/
            ",
        );
    });
}

#[test]
fn a_wait_that_is_cancelled_loses_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let mut payment = payment(&lab);
        let result = match lab.cut(payment.wait(secs(60))).await {
            Some(result) => result,
            None => payment.wait(secs(60)).await,
        };
        expect_eq(
            told(result),
            Ok("paid"),
            "a wait was dropped in the middle, and the next one did not get the result",
        );
        expect_eq(
            lab.now(),
            secs(3),
            "the work ended at 3s, and its result did not come at that instant",
        );
    });
}

#[test]
fn a_wait_that_is_cancelled_loses_no_panic() {
    cancel_at_every_await(async |lab: Lab| {
        let inside = lab.clone();
        let mut work = shield(move || inside.job("work").takes(secs(1)).panics::<u8>("boom"));
        let first = lab.cut(work.wait(secs(60))).await;
        let told = [first.map(told), Some(told(work.wait(secs(60)).await))];
        let cut = told[0].is_none();
        expect_eq(
            told,
            [(!cut).then_some(Err(PANICKED)), Some(Err(PANICKED))],
            "the work panicked after a first wait had begun, and not every wait was told so",
        );
    });
}

#[test]
fn each_wait_lasts_until_its_limit_or_the_end_of_the_work() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        // Off every round number: whoever looks every now and then comes late.
        let time = draw.off_grid(ms(500)..=secs(3));
        let inside = lab.clone();
        let mut payment = shield(move || inside.job("payment").takes(time).gives("paid"));
        let mut now = Duration::ZERO;
        while now < time {
            let mut limit = draw.off_grid(ms(11)..=secs(1));
            if now + limit == time {
                // Either may come then.
                limit += ms(1);
            }
            let end = now + limit;
            now = end.min(time);
            let case = format!(
                "the work takes {time:?}; a wait with a limit of {limit:?} began {:?} before its \
                 end",
                time.saturating_sub(end - limit)
            );
            let wait = lab.meter(payment.wait(limit));
            let watch = wait.watch();
            let given = told(wait.await);
            expect_eq(
                lab.now(),
                now,
                late(
                    &watch,
                    0,
                    format!("{case}, and did not return at the earlier of the two"),
                ),
            );
            let expected = if end < time { Err(RUNS) } else { Ok("paid") };
            expect_eq(
                given,
                expected,
                format!("{case}, and was told something else"),
            );
        }
        lab.expect(Timeline::new().span("payment", secs(0), time));
    });
}

#[test]
fn no_limit_is_too_long() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 500);
        let inside = lab.clone();
        let mut payment = shield(move || inside.job("payment").takes(A_DAY * 401).gives("paid"));
        let days = A_DAY * 400;
        let given = told(payment.wait(days).await);
        let days_later = lab.now();
        if days_later != days {
            fail(format!(
                "the work takes 401 days, a wait had a limit of 400 days, and it ended after {}: it \
                 was not told after those days that the work still runs",
                short(days_later)
            ));
        }
        expect_eq(
            given,
            Err(RUNS),
            "the work takes 401 days, a wait had a limit of 400 days, and it was not told after \
             those days that the work still runs",
        );
        lab.case("a wait with a limit of `Duration::MAX`");
        let given = told(payment.wait(Duration::MAX).await);
        let cause = format!(
            "the work takes 401 days, a wait had a limit of `Duration::MAX`, and it was told this after \
             {}{}",
            short(lab.now()),
            if given == Err(RUNS) {
                "; no limit is too long"
            } else {
                ""
            }
        );
        expect_eq(given, Ok("paid"), cause.clone());
        expect_eq(lab.now(), A_DAY * 401, cause);
        for limit in nasty::DURATIONS
            .iter()
            .copied()
            .filter(|limit| *limit > secs(1))
        {
            let inside = lab.clone();
            let mut payment = shield(move || inside.job("payment").takes(secs(1)).gives("paid"));
            lab.case(format!("a wait with a limit of {limit:?}"));
            expect_eq(
                told(payment.wait(limit).await),
                Ok("paid"),
                format!(
                    "the work takes a second, a wait had a limit of {limit:?}, and it did not get \
                     the result; no limit is too long"
                ),
            );
        }
    });
}

#[test]
fn dropping_the_shield_leaves_the_work_running() {
    virtual_time(async |lab: Lab| {
        {
            let _dropped_at_once = payment(&lab);
        }
        sleep(secs(5)).await;
        {
            let mut waited_for = payment(&lab);
            let _too_early = waited_for.wait(secs(1)).await;
        }
        sleep(secs(3)).await;
        lab.expect_because(
            "
                      0s      2s      4s      6s      8s
            payment   |===========|       |===========|
            ",
            "the `Shield` was dropped, once at once and once after a wait, and the work did not \
             run to its end; nothing should stop it",
        );
    });
}

#[test]
fn the_result_is_handed_out_once() {
    virtual_time(async |lab: Lab| {
        let mut payment = payment(&lab);
        let first = told(payment.wait(secs(60)).await);
        let mut again = Vec::new();
        for limit in [Duration::ZERO, secs(60), Duration::MAX] {
            lab.case(format!(
                "a wait with a limit of {limit:?}, when the result has been taken"
            ));
            again.push(told(payment.wait(limit).await));
        }
        expect_eq(
            first,
            Ok("paid"),
            "the work took 3s, the first wait had a limit of 60s, and it did not get the result",
        );
        expect_eq(
            again,
            vec![Err(TAKEN); 3],
            "a first wait had got the result, then three more asked, and not each was told that it \
             is taken",
        );
        expect_eq(
            lab.now(),
            secs(3),
            "a wait took time although the result had been handed out; it should be told at once",
        );
    });
}

#[test]
fn a_panic_of_the_work_is_told_to_every_wait() {
    virtual_time(async |lab: Lab| {
        let inside = lab.clone();
        let mut work = shield(move || inside.job("work").takes(secs(1)).panics::<u8>("boom"));
        let mut waits = Vec::new();
        for limit in [ms(500), secs(60), secs(60), Duration::ZERO] {
            waits.push(told(work.wait(limit).await));
        }
        expect_eq(
            waits,
            vec![Err(RUNS), Err(PANICKED), Err(PANICKED), Err(PANICKED)],
            "the work panicked after 1s, when a first wait had run out of time, and not every wait \
             after that was told so",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "the work panicked after 1s, and that was not told at that instant",
        );
        let inside = lab.clone();
        let mut work = shield(move || inside.job("other").takes(secs(1)).panics::<u8>("boom"));
        sleep(secs(2)).await;
        expect_eq(
            told(work.wait(Duration::ZERO).await),
            Err(PANICKED),
            "the work had panicked before the first wait, which had no time, and that wait was not \
             told so",
        );
    });
}

#[test]
fn a_wait_that_was_polled_and_dropped_loses_nothing_the_third_time_either() {
    virtual_time(async |lab: Lab| {
        let mut payment = payment(&lab);
        for _ in 0..3 {
            if payment.wait(secs(60)).now_or_never().is_some() {
                fail("a wait was over before the work had ended");
            }
            // Never polled at all.
            drop(payment.wait(secs(60)));
            let _given_up = timeout(ms(300), payment.wait(Duration::MAX)).await;
        }
        expect_eq(
            told(payment.wait(secs(60)).await),
            Ok("paid"),
            "nine waits were dropped, before, at and after their first poll, and the next one did \
             not get the result",
        );
        expect_eq(
            lab.now(),
            secs(3),
            "nine waits were dropped, before, at and after their first poll, and the next one did \
             not get the result at the instant the work ended",
        );
    });
}

#[test]
fn a_result_that_is_there_comes_whatever_the_caller_did_before() {
    virtual_time(async |lab: Lab| {
        for limit in [
            Duration::ZERO,
            Duration::from_nanos(1),
            ms(1),
            secs(1),
            Duration::MAX,
        ] {
            lab.case(format!(
                "a limit of {limit:?}, and a caller that has used up what tokio lets a task have \
                 in one go"
            ));
            let mut payment = payment(&lab);
            sleep(secs(5)).await;
            let now = lab.now();
            spend_the_budget();
            let given = told(payment.wait(limit).await);
            let cause = format!(
                "the work had ended, a wait with a limit of {limit:?} came when its task had used \
                 up what tokio lets it have in one go, and the result did not come at once; a \
                 handle then looks for once as if its task still ran"
            );
            expect_eq(given, Ok("paid"), cause.clone());
            expect_eq(lab.now(), now, cause);
        }
    });
}

#[test]
fn a_wait_is_woken_however_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a wait that is {way}"));
            let wait = if way == Way::Later { Way::LATER } else { ms(0) };
            let mut payment = payment(&lab);
            let begun = lab.now();
            let early = timeout(secs(60), lab.polled(way, payment.wait(ms(703)))).await;
            let Ok(early) = early else {
                fail(format!(
                    "a wait with a limit of 703ms was {way}, and a minute later it had not ended{}",
                    not_woken(way, true)
                ))
            };
            expect_eq(
                lab.now() - begun,
                wait + ms(703),
                format!(
                    "a wait with a limit of 703ms was {way}, and it did not end at its limit, \
                     703ms after its first poll"
                ),
            );
            expect_eq(
                told(early),
                Err(RUNS),
                format!(
                    "a wait with a limit of 703ms was {way}, and it was not told at its limit that \
                     the work still runs"
                ),
            );
            let paid = timeout(secs(60), lab.polled(way, payment.wait(secs(50)))).await;
            let Ok(paid) = paid else {
                fail(format!(
                    "a wait was {way}, and a minute later, when the work had long ended, it had not \
                     ended{}",
                    not_woken(way, true)
                ))
            };
            expect_eq(
                lab.now() - begun,
                secs(3),
                format!(
                    "a wait was {way}, and it did not end at the instant at which the work had \
                     ended{}",
                    not_woken(way, lab.now() - begun > secs(3))
                ),
            );
            expect_eq(
                told(paid),
                Ok("paid"),
                format!(
                    "a wait was {way}, the work had ended, and the wait did not get the result"
                ),
            );
        }
    });
}
