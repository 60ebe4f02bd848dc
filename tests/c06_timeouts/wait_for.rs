//! `wait_for`: in time, or cancelled at the very limit.

use std::fmt::Debug;
use std::io;
use std::time::Duration;

use async_katas::c06_timeouts::wait_for::{WaitError, wait_for};
use futures::FutureExt;
use futures::future::join_all;
use lab::timeline::short;
use lab::{
    A_DAY, Job, Lab, Timeline, Way, cancel_at_every_await, expect_eq, expect_match, fail,
    for_seeds, ms, nasty, real_time, secs, ties, virtual_time,
};
use tokio::time::error::Elapsed;
use tokio::time::{sleep, timeout};

use super::late::late;
use super::woken::not_woken;

type End = Result<&'static str, &'static str>;

/// What came back: a value, the work's own error, or the timeout with its limit.
fn told<T, E: Debug>(end: Result<T, WaitError<E>>) -> Result<T, String> {
    end.map_err(|error| match error {
        WaitError::Failed(error) => format!("failed: {error:?}"),
        WaitError::TimedOut { limit } => timed_out(limit),
    })
}

fn failed(error: &str) -> String {
    format!("failed: {error:?}")
}

fn timed_out(limit: Duration) -> String {
    format!("timed out after {limit:?}")
}

/// An error of the work is taken for a timeout: told for what it is, whatever the limit in it says.
#[track_caller]
fn is_no_timeout<T, E>(end: &Result<T, WaitError<E>>, error: &str) {
    if let Err(WaitError::TimedOut { .. }) = end {
        fail(format!(
            "{error}, and your function gave `TimedOut` for it: that is no timeout of yours; an error of \
             the work that comes in time is `Failed`, whatever it is"
        ));
    }
}

/// What to say of work that was done exactly at the limit and came too late: who was first at that
/// instant, the clock or a task.
fn too_late_at_the_limit(lab: &Lab) -> &'static str {
    match lab.tasks_alive() {
        0 => {
            "what is done exactly at the limit is in time: look at the work first, at the clock second"
        }
        _ => {
            "what is done exactly at the limit is in time, but the work was in a task, which has its \
             turn only after your function, when the limit has been found to be over: await the work \
             itself, rather than a task"
        }
    }
}

#[test]
fn slow_work_is_cancelled_at_the_very_limit() {
    virtual_time(async |lab: Lab| {
        let slow: Job<End> = lab.job("slow operation").takes(secs(10)).ok("done");
        let end = wait_for(secs(2), slow).await;
        lab.expect(
            "
                             0s        2s        4s        6s        8s        10s
            slow operation   |=========/
            ",
        );
        expect_eq(
            told(end),
            Err(timed_out(secs(2))),
            "the work was not done when the limit of 2s passed; that is a timeout",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn what_the_work_held_is_free_when_the_timeout_is_there() {
    virtual_time(async |lab: Lab| {
        for limit in [secs(0), secs(1)] {
            let probe = lab.probe();
            let held = probe.watch();
            let slow: Job<End> = lab.job("slow").takes(secs(2)).ok("done");
            let work = async move {
                let _held = probe;
                slow.await
            };
            let _timeout = wait_for(limit, work).await;
            if !held.is_dropped() {
                fail(format!(
                    "the limit of {limit:?} passed, and when your function returned, the work still \
                     held what it had{}",
                    match lab.tasks_alive() {
                        0 => ": it should be dropped by then",
                        _ => {
                            ", in a task: a task is gone when it was aborted and has been awaited after \
                             that"
                        }
                    }
                ));
            }
        }
    });
}

#[test]
fn a_caller_that_gives_up_drops_the_work() {
    cancel_at_every_await(async |lab: Lab| {
        let probe = lab.probe();
        let held = probe.watch();
        let work = async move {
            let _held = probe;
            sleep(secs(1)).await;
            sleep(secs(1)).await;
            Ok::<_, &str>("done")
        };
        let _end = lab.cut(wait_for(secs(3), work)).await;
        // An aborted task is gone when the runtime has had its turn.
        sleep(ms(1)).await;
        if !held.is_dropped() {
            fail(
                "the caller dropped your future, and the work runs on though its caller has given \
                 up: dropping your future drops what it owns, but not a task that it has spawned",
            );
        }
        lab.expect_no_task_left();
    });
}

#[test]
fn the_shorter_of_limit_and_work_decides() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        // Off every round number: whoever looks every now and then comes late.
        let limit = draw.times(ms(100), 1..=10) + ms(3);
        let time = draw.times(ms(100), 1..=10) + ms(3);
        let hops = draw.size(0..=3);
        let job = lab.job("work").yields(hops).takes(time);
        let result: End = if draw.coin() {
            Ok("done")
        } else {
            Err("broken")
        };
        let waiting = lab.meter(wait_for(limit, job.result(result)));
        let watch = waiting.watch();
        let end = waiting.await;
        let case = format!("the work took {time:?} and the limit was {limit:?}");
        let in_time = || {
            expect_eq(
                lab.now(),
                time.min(limit),
                late(
                    &watch,
                    hops,
                    match lab.now() == limit && time < limit {
                        true => format!(
                            "{case}; your function returned when the limit was over, and should return \
                             as soon as the work is done"
                        ),
                        false => format!(
                            "{case}; your function did not return at the earlier of the two"
                        ),
                    },
                ),
            )
        };
        // Why it is late says more than the picture of it.
        if watch.idle_wakes() > hops {
            in_time();
        }
        let picture = Timeline::new();
        let picture = match result {
            _ if time > limit => picture.cancelled("work", secs(0), limit),
            Ok(_) => picture.span("work", secs(0), time),
            Err(_) => picture.failed("work", secs(0), time),
        };
        match time == limit {
            true => lab.expect_because(picture, too_late_at_the_limit(&lab)),
            false => lab.expect(picture),
        }
        in_time();
        if time <= limit && result.is_err() {
            is_no_timeout(
                &end,
                &format!(
                    "the work failed with an error of its own after {}, in time for the limit of {}",
                    short(time),
                    short(limit)
                ),
            );
        }
        let expected = match time > limit {
            true => Err(timed_out(limit)),
            false => result.map_err(failed),
        };
        expect_eq(
            told(end),
            expected,
            match time > limit {
                true => format!("{case}; out of time, that is a timeout"),
                false => format!("{case}; in time, the outcome of the work should come back"),
            },
        );
    });
}

#[test]
fn done_exactly_at_the_limit_is_done() {
    ties(async |lab: Lab| {
        let work: Job<End> = lab.job("work").takes(secs(2)).ok("done");
        let end = told(wait_for(secs(2), work).await);
        expect_eq(
            end,
            Ok("done"),
            format!(
                "the work was to be done after 2s, exactly at the limit, and that came too late; {}",
                too_late_at_the_limit(&lab)
            ),
        );
    });
}

#[test]
fn an_error_of_the_work_is_no_timeout() {
    virtual_time(async |lab: Lab| {
        let work: Job<End> = lab.job("work").takes(secs(1)).err("timed out");
        let end = wait_for(secs(2), work).await;
        is_no_timeout(
            &end,
            "the work failed after 1s of 2s with an error of its own, a text that says \"timed out\"",
        );
        expect_eq(
            told(end),
            Err(failed("timed out")),
            "the work failed after 1s of 2s with an error of its own, which should come back as \
             `Failed`",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "the work failed after 1s, and your function did not return at that instant",
        );
    });
}

#[test]
fn a_timeout_of_the_work_itself_is_its_error() {
    virtual_time(async |lab: Lab| {
        lab.case("the work gives an `io::Error` of the kind `TimedOut`");
        let error = io::Error::from(io::ErrorKind::TimedOut);
        let work: Job<Result<(), io::Error>> = lab.job("read").takes(secs(1)).err(error);
        let end = wait_for(secs(2), work).await;
        is_no_timeout(
            &end,
            "the work failed in time with an `io::Error` of the kind `TimedOut`",
        );
        expect_match!(
            end,
            Err(WaitError::Failed(error)) if error.kind() == io::ErrorKind::TimedOut,
            "the work failed in time, and its `io::Error` should come back in `Failed`"
        );
        lab.case("the work gives the `Elapsed` of a timeout inside it");
        let inner = async { timeout(ms(500), std::future::pending::<()>()).await };
        let end: Result<(), WaitError<Elapsed>> = wait_for(secs(2), inner).await;
        is_no_timeout(
            &end,
            "the work failed in time with the `Elapsed` of a timeout inside it",
        );
        expect_match!(
            end,
            Err(WaitError::Failed(_)),
            "the work failed in time, and its `Elapsed` should come back in `Failed`"
        );
        lab.case("the work is itself a `wait_for`, with a limit that passes first");
        let inner: Job<End> = lab.job("inner").takes(secs(2)).ok("done");
        let end = wait_for(secs(2), wait_for(ms(700), inner)).await;
        is_no_timeout(
            &end,
            "the work failed in time with the timeout of a `wait_for` inside it",
        );
        expect_match!(
            end,
            Err(WaitError::Failed(WaitError::TimedOut { limit })) if *limit == ms(700),
            "the work failed in time, and the `TimedOut` of the `wait_for` inside it should come back \
             in `Failed`, with its limit of 700ms"
        );
    });
}

#[test]
fn the_timeout_carries_the_limit_as_it_was_given() {
    virtual_time(async |lab: Lab| {
        // The clock of the runtime counts whole milliseconds.
        let limit = Duration::from_micros(1500);
        let slow: Job<End> = lab.job("slow").takes(secs(1)).ok("done");
        expect_eq(
            told(wait_for(limit, slow).await),
            Err(timed_out(limit)),
            "the limit of 1.5ms passed, and the timeout does not carry it; it should carry the \
             limit as it was given, not the time that was measured",
        );
    });
}

#[test]
fn with_no_time_at_all_work_that_is_ready_is_in_time() {
    ties(async |lab: Lab| {
        let ready: Job<End> = lab.job("ready").ok("done");
        expect_eq(
            told(wait_for(Duration::ZERO, ready).await),
            Ok("done"),
            "the limit was zero, the work was ready at once, and that came too late; it is in \
             time: poll it once",
        );
        let broken: Job<End> = lab.job("broken").err("broken");
        let end = wait_for(Duration::ZERO, broken).await;
        is_no_timeout(
            &end,
            "with a limit of zero the work failed in its first poll",
        );
        expect_eq(
            told(end),
            Err(failed("broken")),
            "the limit was zero, the work failed in its first poll, and its error should come back: \
             it is in time",
        );
        let slow: Job<End> = lab.job("slow").takes(secs(1)).ok("done");
        expect_eq(
            told(wait_for(Duration::ZERO, slow).await),
            Err(timed_out(secs(0))),
            "the limit was zero and the work not ready at once; that is a timeout",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although it had no time",
        );
    });
}

#[test]
fn work_that_never_waits_is_in_time_however_long_it_computes() {
    real_time(async |_lab: Lab| {
        let busy = async {
            std::thread::sleep(ms(30));
            Ok::<_, &str>("done")
        };
        expect_eq(
            told(wait_for(Duration::ZERO, busy).await),
            Ok("done"),
            "the limit was zero, and the work was ready when it was first polled, after it had \
             computed for 30ms; it is in time, whatever the clock says by then",
        );
    });
}

#[test]
fn no_limit_is_too_long() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let limits = [
            A_DAY * 2,
            // A day more than 32 bits of milliseconds hold, and of seconds.
            ms(1 << 32) + A_DAY / 2,
            secs(1 << 32) + A_DAY / 2,
            ms(u64::MAX),
            secs(u64::MAX),
            Duration::MAX,
        ];
        let waits = limits.map(|limit| {
            let work: Job<End> = lab.job("work").takes(A_DAY).ok("done");
            let wait = wait_for(limit, work).map(told);
            let inside = lab.clone();
            async move { (limit, wait.await, inside.now()) }
        });
        lab.case("limits of two days, 49 days, 136 years, and up to `Duration::MAX`");
        for (limit, end, at) in join_all(waits).await {
            expect_eq(
                end,
                Ok("done"),
                format!(
                    "the limit was {limit:?}, the work takes a day, and your function returned after \
                     {}; no limit is too long",
                    short(at)
                ),
            );
        }
    });
}

#[test]
fn a_limit_at_which_a_cast_goes_wrong_is_a_limit_too() {
    virtual_time(async |lab: Lab| {
        for limit in nasty::DURATIONS.iter().copied() {
            lab.case(format!("a limit of {limit:?}"));
            let work: Job<End> = lab.job("work").takes(ms(1_503)).ok("done");
            let expected = match limit < secs(1) {
                true => Err(timed_out(limit)),
                false => Ok("done"),
            };
            expect_eq(
                told(wait_for(limit, work).await),
                expected,
                match limit < secs(1) {
                    true => format!(
                        "the limit was {limit:?}, the work takes 1503ms, and no timeout with that \
                         limit came back, just as it was given"
                    ),
                    false => format!(
                        "the limit was {limit:?}, the work was done after 1503ms, and that came \
                         too late; no limit is too long"
                    ),
                },
            );
        }
    });
}

#[test]
fn a_limit_of_a_year_passes() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 500);
        let days = A_DAY * 400;
        let slow: Job<End> = lab.job("slow").forever().ok("done");
        let end = wait_for(days, slow).await;
        lab.expect(Timeline::new().cancelled("slow", secs(0), days));
        expect_eq(
            told(end),
            Err(timed_out(days)),
            "the work was not done when the limit of 400 days passed; that is a timeout",
        );
    });
}

#[test]
fn a_limit_of_many_years_is_kept_and_told_as_it_was_given() {
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    virtual_time(async |lab: Lab| {
        lab.lasts(YEAR * 500);
        for years in [3, 11, 29] {
            let limit = YEAR * years + ms(3);
            for takes in [Some(limit - ms(1)), None] {
                lab.case(match takes {
                    Some(_) => {
                        format!("a limit of {years} years, and work that takes a little less")
                    }
                    None => format!("a limit of {years} years, and work that never ends"),
                });
                let begun = lab.now();
                let work: Job<End> = match takes {
                    Some(takes) => lab.job("work").takes(takes).ok("done"),
                    None => lab.job("work").forever().ok("done"),
                };
                let end = told(wait_for(limit, work).await);
                let (at, due) = (lab.now() - begun, takes.unwrap_or(limit));
                expect_eq(
                    (end, at),
                    (takes.map_or(Err(timed_out(limit)), |_| Ok("done")), due),
                    format!(
                        "the limit was {years} years and 3ms, the work {}, and this is what came back, \
                         and when; no limit is too long",
                        match takes {
                            Some(_) => "was done a little earlier",
                            None => "never ends",
                        }
                    ),
                );
            }
        }
        for limit in [YEAR * 31, YEAR * 40, secs(u64::MAX), Duration::MAX] {
            lab.case(format!("a limit of {limit:?}, and work that never ends"));
            let begun = lab.now();
            let work: Job<End> = lab.job("work").forever().ok("done");
            // A limit that never comes may be waited for for ever.
            let outcome = timeout(YEAR * 45, wait_for(limit, work)).await;
            let years = (lab.now() - begun).as_secs() / YEAR.as_secs();
            let Ok(end) = outcome else {
                if limit < YEAR * 45 {
                    fail(format!(
                        "the limit was {} years, the work never ends, and after {years} years your \
                         function still waited",
                        limit.as_secs() / YEAR.as_secs()
                    ));
                }
                continue;
            };
            if years < 30 {
                fail(format!(
                    "the limit was {limit:?}, the work never ends, and your function returned after \
                     {years} years; no limit is too long, and only after thirty years may work be \
                     stopped before its limit"
                ));
            }
            expect_eq(
                told(end),
                Err(timed_out(limit)),
                format!(
                    "the limit was {limit:?}, and your function stopped the work after {years} years, as \
                     it may, but what it gave does not name that limit: the timeout carries the limit as it \
                     was given, also where another one is waited for in its place"
                ),
            );
        }
    });
}

#[test]
fn it_returns_in_time_however_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for (limit, time) in [(703, 907), (907, 703), (805, 805)] {
                lab.case(format!(
                    "work of {time}ms, a limit of {limit}ms, a call that is {way}"
                ));
                let begun = lab.now();
                let wait = if way == Way::Later { Way::LATER } else { ms(0) };
                let work: Job<End> = lab.job("work").takes(ms(time)).ok("done");
                let call = lab.polled(way, wait_for(ms(limit), work));
                let end = timeout(secs(60), call).await;
                let expected = match time > limit {
                    true => Err(timed_out(ms(limit))),
                    false => Ok("done"),
                };
                let case = format!(
                    "the work took {time}ms, the limit was {limit}ms from the first poll, the call \
                     was {way}"
                );
                let Ok(end) = end else {
                    fail(format!(
                        "{case}, and at the earlier of the two nobody was woken; whoever polled \
                         last should be"
                    ))
                };
                let due = wait + ms(limit.min(time));
                expect_eq(
                    lab.now() - begun,
                    due,
                    format!(
                        "{case}, and it did not end at the earlier of the two{}",
                        not_woken(way, lab.now() - begun > due)
                    ),
                );
                expect_eq(
                    told(end),
                    expected,
                    format!("{case}, and it gave another outcome than those times make"),
                );
            }
        }
    });
}
