//! `scope_timer`: one report, however the scope ends, on the clock of the runtime.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c07_resources::scope_timer::{End, timed};
use futures::future::FutureExt;
use lab::{
    A_DAY, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, real_time, secs,
    virtual_time,
};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout};

const FINISHED: &str = "Finished";
const FAILED: &str = "Failed";
const INTERRUPTED: &str = "Interrupted";

/// When something was reported, which end, and which time.
type Report = (Duration, &'static str, Duration);

/// What was reported.
#[derive(Clone)]
struct Reports {
    lab: Lab,
    /// The lane of its marks.
    lane: &'static str,
    /// When the future was made.
    made: Duration,
    all: Arc<Mutex<Vec<Report>>>,
}

impl Reports {
    fn new(lab: &Lab) -> Self {
        Reports {
            lab: lab.clone(),
            lane: "report",
            made: lab.now(),
            all: Arc::default(),
        }
    }

    fn take(&self) -> impl Fn(End, Duration) + use<> {
        let reports = self.clone();
        move |end, time| {
            let at = reports.lab.now();
            let end = match end {
                End::Finished => FINISHED,
                End::Failed => FAILED,
                End::Interrupted => INTERRUPTED,
            };
            reports.lab.explain("R", "the report was called");
            reports.lab.mark(reports.lane, 'R');
            let mut all = reports.all.lock().unwrap_or_else(PoisonError::into_inner);
            all.push((at, end, time));
        }
    }

    fn count(&self) -> usize {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.len()
    }

    /// The time that the first report tells.
    #[track_caller]
    fn told_time(&self) -> Duration {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        match all.first() {
            Some((_, _, time)) => *time,
            None => fail("the scope had ended, and the report was never called"),
        }
    }

    /// Exactly one report of a scope that has just ended, and took no time.
    async fn expect_no_time(&self, end: &str, panics: bool) {
        if self.count() == 0 {
            fail(match is_reported(&self.lab, end, panics).await {
                true => format!(
                    "the scope ended as `{end}` and took no time, and the report was never called; of \
                     one that took a while and ended in the same way it was: no time should be \
                     reported, too, as zero"
                ),
                false => format!(
                    "the scope ended as `{end}`, and the report was never called: this way out of \
                     the scope is not covered"
                ),
            });
        }
        self.expect(self.made, end, ms(0));
    }

    /// As [`expect`](Reports::expect), of a scope that was interrupted so long after the last of its polls
    /// that had come back, which was made after this time.
    #[track_caller]
    fn expect_beyond(&self, at: Duration, time: Duration, last: Duration) {
        let all = self
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let [(told_at, INTERRUPTED, told_time)] = all[..]
            && told_at == at
            && told_time == last
            && last < time
        {
            fail(format!(
                "the scope was interrupted after {time:?}, and the report tells {last:?}, the time at its last \
                 poll that had come back: the time was noted behind a poll, and a panic, or a drop, comes past \
                 no such place; read the clock where you report"
            ));
        }
        self.expect(at, INTERRUPTED, time);
    }

    /// Exactly one report: made at this instant, of this end, with this time.
    #[track_caller]
    fn expect(&self, at: Duration, end: &str, time: Duration) {
        let all = self
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let [(told_at, told_end, told_time)] = all[..] else {
            fail(match all.len() {
                0 => format!(
                    "the scope ended as `{end}`, and the report was never called: this way out of \
                     the scope is not covered"
                ),
                times => format!("the report was called {times} times for one scope"),
            })
        };
        if told_at < at && told_end == INTERRUPTED && told_time.is_zero() {
            fail(
                "the report came before the scope had ended, as `Interrupted`, as soon as your \
                 future was first polled: what reports in its `Drop` was dropped there already; a \
                 value that is bound with `let _ =` is dropped at once, with `let _guard =` at the \
                 end",
            );
        }
        if told_at < at {
            fail(format!(
                "the report came as `{told_end}` before the scope had ended"
            ));
        }
        if told_end != end {
            fail(format!(
                "the scope ended as `{end}`, and the report says that it ended as `{told_end}`{}",
                match told_end == INTERRUPTED {
                    true => {
                        ", as if its future had been dropped on the way: how it ended should be noted \
                         before whatever reports is dropped"
                    }
                    false => "",
                }
            ));
        }
        expect_eq(
            told_at,
            at,
            "the report came late: it belongs to the instant at which the scope ends",
        );
        let cause = if told_time == at - self.made {
            "the report counts from the moment your future was made, and the time before your \
             future was polled does not count"
        } else if (told_time < time / 2 || time.is_zero())
            && told_time.subsec_nanos() % 1_000_000 != 0
        {
            "the report tells real time: `std::time::Instant` is not the clock of the runtime, \
             which went on by another time"
        } else {
            "the report tells another time than the scope took from its first poll to its end"
        };
        expect_eq(told_time, time, cause);
    }
}

/// Whether a scope that takes 1ms and ends in this way is reported: as interrupted by a panic, or by
/// being dropped.
async fn is_reported(lab: &Lab, end: &str, panics: bool) -> bool {
    let reports = Reports::new(lab);
    let scope = async {
        sleep(ms(1)).await;
        match end {
            FINISHED => Ok(()),
            FAILED => Err(()),
            _ if panics => resume_unwind(Box::new(4711)),
            _ => std::future::pending().await,
        }
    };
    let timing = timeout(ms(2), timed(scope, reports.take()));
    let _outcome = AssertUnwindSafe(timing).catch_unwind().await;
    reports.count() > 0
}

#[test]
fn success_is_reported_with_its_time() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").takes(secs(2)).ok::<_, ()>("page");
        expect_eq(
            timed(scope, reports.take()).await,
            Ok("page"),
            "the scope's own result did not come back",
        );
        reports.expect(secs(2), FINISHED, secs(2));
    });
}

#[test]
fn the_report_waits_for_nobody_to_drop_the_future() {
    virtual_time(async |lab: Lab| {
        for end in [FINISHED, FAILED, INTERRUPTED] {
            let (what, lane) = match end {
                FINISHED => ("gave `Ok`", "report of `Ok`"),
                FAILED => ("gave `Err`", "report of `Err`"),
                _ => ("panicked", "report of a panic"),
            };
            lab.case(format!(
                "a scope that {what}, and a future that is dropped a second after that"
            ));
            let reports = Reports {
                lane,
                ..Reports::new(&lab)
            };
            let begun = lab.now();
            let silent = {
                let scope = async {
                    sleep(ms(1_300)).await;
                    sleep(ms(700)).await;
                    match end {
                        FINISHED => Ok(()),
                        FAILED => Err(()),
                        _ => resume_unwind(Box::new(4711)),
                    }
                };
                let mut timing = pin!(timed(scope, reports.take()));
                let outcome = AssertUnwindSafe(timing.as_mut()).catch_unwind().await;
                if outcome.is_err() && end != INTERRUPTED {
                    fail(format!(
                        "the scope {what}, and the caller got a panic in place of that: {}, which \
                         is reported as `{end}` and given to the caller",
                        match end {
                            FAILED => "an `Err` is an end like others",
                            _ => "that is a good end",
                        }
                    ));
                }
                let silent = reports.count() == 0;
                sleep(secs(1)).await;
                silent
            };
            match (silent, reports.count()) {
                (true, 0) => fail(format!(
                    "the scope {what}, the caller had heard of it, and nothing was reported, not \
                     even when your future was dropped: this way out of the scope is not covered"
                )),
                (true, _) => fail(format!(
                    "the scope {what}, the caller had heard of it, and nothing had been reported: \
                     the report came only when your future was dropped"
                )),
                (false, _) => {}
            }
            match end {
                INTERRUPTED => reports.expect_beyond(begun + secs(2), secs(2), ms(1_300)),
                _ => reports.expect(begun + secs(2), end, secs(2)),
            }
        }
    });
}

#[test]
fn three_scopes_at_once_are_measured_each_for_itself() {
    virtual_time(async |lab: Lab| {
        let [first, second, third] = [(); 3].map(|()| Reports::new(&lab));
        let second = Reports {
            made: ms(100),
            ..second
        };
        let scope = |name: &str, time| lab.job(name).takes(time);
        let given_up = timeout(
            ms(500),
            timed(scope("c", secs(9)).ok::<(), ()>(()), third.take()),
        );
        let _all = tokio::join!(
            timed(scope("a", ms(700)).ok::<(), ()>(()), first.take()),
            async {
                sleep(ms(100)).await;
                timed(scope("b", ms(200)).err::<(), ()>(()), second.take()).await
            },
            given_up,
        );
        lab.case("the scope that takes 700ms");
        first.expect(ms(700), FINISHED, ms(700));
        lab.case("the scope that fails after 200ms, polled first after 100ms");
        second.expect(ms(300), FAILED, ms(200));
        lab.case("the scope that is given up after 500ms");
        third.expect(ms(500), INTERRUPTED, ms(500));
    });
}

#[test]
fn failure_is_reported_with_its_time() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").takes(ms(700)).err::<(), _>("no such page");
        expect_eq(
            timed(scope, reports.take()).await,
            Err("no such page"),
            "the scope's own error did not come back",
        );
        reports.expect(ms(700), FAILED, ms(700));
    });
}

#[test]
fn cancellation_is_reported_at_its_instant() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").forever().ok::<(), ()>(());
        if timeout(secs(3), timed(scope, reports.take())).await.is_ok() {
            fail("the scope never ends, and your function gave a result");
        }
        reports.expect(secs(3), INTERRUPTED, secs(3));
    });
}

#[test]
fn a_panic_is_reported_and_goes_on() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab
            .job("scope")
            .takes(secs(1))
            .panics::<Result<(), ()>>("no more paper");
        let caught = AssertUnwindSafe(timed(scope, reports.take()))
            .catch_unwind()
            .await;
        match caught {
            Ok(given) => fail(format!(
                "the scope panicked, and instead of the panic the caller got {given:?}"
            )),
            Err(panic) if panic.downcast_ref() == Some(&"no more paper") => {}
            Err(_) => fail(
                "the scope panicked, and another panic came out of your function: the scope's own \
                 should go on to the caller",
            ),
        }
        reports.expect(secs(1), INTERRUPTED, secs(1));
    });
}

#[test]
fn a_panic_in_the_first_poll_is_reported_too() {
    virtual_time(async |lab: Lab| {
        lab.case("a scope that panics in its first poll, with a number");
        let reports = Reports::new(&lab);
        let scope = async {
            if lab.now() == ms(0) {
                resume_unwind(Box::new(4711_u64));
            }
            Ok::<(), ()>(())
        };
        let caught = AssertUnwindSafe(timed(scope, reports.take()))
            .catch_unwind()
            .await;
        match caught {
            Ok(given) => fail(format!(
                "the scope panicked, and instead of the panic the caller got {given:?}"
            )),
            Err(panic) if panic.downcast_ref() == Some(&4711_u64) => {}
            Err(_) => fail(
                "the scope panicked with a number, and another panic came out of your function: \
                 the scope's own should go on to the caller",
            ),
        }
        reports.expect_no_time(INTERRUPTED, true).await;
    });
}

#[test]
fn the_time_runs_from_the_first_poll() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").takes(secs(1)).ok::<_, ()>(());
        let waiting = timed(scope, reports.take());
        sleep(secs(5)).await;
        let _result = waiting.await;
        reports.expect(secs(6), FINISHED, secs(1));
    });
}

#[test]
fn dropped_before_its_first_poll_it_reports_nothing() {
    virtual_time(async |lab: Lab| {
        lab.case("a future that is dropped after one poll");
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").forever().ok::<(), ()>(());
        let _pending = timed(scope, reports.take()).now_or_never();
        reports.expect_no_time(INTERRUPTED, false).await;

        lab.case("a future that is dropped before its first poll");
        let reports = Reports::new(&lab);
        let never_polled = timed(async { Ok::<(), ()>(()) }, reports.take());
        sleep(secs(1)).await;
        drop(never_polled);
        expect_eq(
            reports.count(),
            0,
            "your future was dropped before its first poll, and something was reported",
        );
    });
}

#[test]
fn no_time_is_reported_as_zero() {
    virtual_time(async |lab: Lab| {
        for (given, end) in [(Ok(7), FINISHED), (Err(7), FAILED)] {
            for yields in [0, 3] {
                lab.case(format!(
                    "a scope that gives {given:?} after {yields} yields"
                ));
                let reports = Reports::new(&lab);
                let scope = lab.job("scope").yields(yields).result(given);
                let _result = timed(scope, reports.take()).await;
                reports.expect_no_time(end, false).await;
            }
        }
    });
}

#[test]
fn a_report_that_panics_is_not_called_again() {
    virtual_time(async |lab: Lab| {
        for (what, takes) in [
            ("gave `Ok`", ms(0)),
            ("gave `Ok`", secs(1)),
            ("gave `Err`", ms(0)),
            ("gave `Err`", secs(1)),
            ("was dropped in the middle", secs(1)),
        ] {
            lab.case(format!(
                "a scope that {what} after {takes:?}, and a report that panics when it is called"
            ));
            let ends = Arc::new(Mutex::new(Vec::new()));
            let told = Arc::clone(&ends);
            let report = move |end, _time| {
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                told.push(match end {
                    End::Finished => FINISHED,
                    End::Failed => FAILED,
                    End::Interrupted => INTERRUPTED,
                });
                // A second one might come while this one unwinds, where nobody could catch it.
                if told.len() == 1 {
                    drop(told);
                    resume_unwind(Box::new("no more paper"));
                }
            };
            let scope = async move {
                if !takes.is_zero() {
                    sleep(takes).await;
                }
                match what {
                    "gave `Ok`" => Ok(()),
                    "gave `Err`" => Err(()),
                    _ => std::future::pending().await,
                }
            };
            let timing = Box::pin(timed(scope, report));
            let run = async {
                let _outcome = timeout(takes + ms(500), timing).await;
            };
            let _panic = AssertUnwindSafe(run).catch_unwind().await;
            let ends = ends.lock().unwrap_or_else(PoisonError::into_inner).clone();
            match ends.as_slice() {
                [_] => {}
                [] => fail(format!("the scope {what}, and the report was never called")),
                [first, again @ ..] => fail(format!(
                    "the scope {what}, the report was called with `{first}` and panicked, and then it \
                     was called again, with `{}`: it should be called exactly once, whatever it does, \
                     so see to it before the call that nobody calls it again",
                    again.join("`, `")
                )),
            }
        }
    });
}

#[test]
fn any_time() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let time = draw.off_grid(ms(1)..=secs(3));
        let fails = draw.coin();
        lab.case(format!("a scope of {time:?}, which fails: {fails}"));
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").takes(time);
        let scope = scope.result(if fails { Err(7) } else { Ok(7) });
        let _result = timed(scope, reports.take()).await;
        let end = if fails { FAILED } else { FINISHED };
        reports.expect(time, end, time);
        expect_eq(
            lab.now(),
            time,
            "the scope had ended, and your function did not return at that instant",
        );
    });
}

#[test]
fn fractions_of_a_millisecond_count() {
    real_time(async |lab: Lab| {
        for end in [FINISHED, FAILED, INTERRUPTED, FINISHED, FAILED, INTERRUPTED] {
            lab.case(format!("a scope that ends as `{end}`"));
            let reports = Reports::new(&lab);
            let mut inside = ms(0);
            let outside = Instant::now();
            let scope = async {
                // Left open is only how much of the first poll counts.
                yield_now().await;
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_micros(1300) {}
                inside = begun.elapsed();
                match end {
                    FINISHED => Ok(()),
                    FAILED => Err(()),
                    _ => resume_unwind(Box::new("no more paper")),
                }
            };
            let timing = timed(scope, reports.take());
            let _outcome = AssertUnwindSafe(timing).catch_unwind().await;
            let outside = outside.elapsed();
            let told = reports.told_time();
            if !(inside..=outside).contains(&told) {
                let cut = told.subsec_nanos().is_multiple_of(1_000_000);
                fail(format!(
                    "the scope took {inside:?} at least and {outside:?} at most, and the report \
                     tells {told:?}{}",
                    if cut {
                        ": fractions of a millisecond count, too"
                    } else {
                        ""
                    }
                ));
            }
        }
    });
}

#[test]
fn a_scope_of_a_year_is_measured_too() {
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    virtual_time(async |lab: Lab| {
        lab.lasts(YEAR + A_DAY);
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").takes(YEAR + ms(7)).ok::<_, ()>("page");
        let _result = timed(scope, reports.take()).await;
        reports.expect(YEAR + ms(7), FINISHED, YEAR + ms(7));
    });
}

#[test]
fn exactly_one_report_wherever_it_is_cancelled() {
    cancel_at_every_await(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let done = Cell::new(None);
        let scope = async {
            for step in ["one", "two", "three"] {
                lab.job(step).takes(ms(100)).gives(()).await;
            }
            done.set(Some(lab.now()));
            Ok::<_, ()>(())
        };
        let _cut = lab.cut(timed(scope, reports.take())).await;
        // Whatever comes after its end does not change how the scope has ended.
        match done.get() {
            Some(at) => reports.expect(at, FINISHED, at),
            None => {
                let now = lab.now();
                reports.expect_beyond(now, now, now.saturating_sub(ms(100)));
            }
        }
    });
}

#[test]
fn however_it_is_polled_there_is_one_report() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for given in [Ok(7), Err(7)] {
                lab.case(format!(
                    "a scope that gives {given:?}, and a future that is {way}"
                ));
                let reports = Reports::new(&lab);
                let lies_there = match way {
                    Way::Later => Way::LATER,
                    _ => ms(0),
                };
                let ends = lab.now() + lies_there + ms(307);
                let scope = async {
                    for time in [ms(100), ms(7), ms(200)] {
                        sleep(time).await;
                    }
                    given
                };
                let outcome = lab.polled(way, timed(scope, reports.take())).await;
                expect_eq(outcome, given, "the scope's own result did not come back");
                let end = if given.is_ok() { FINISHED } else { FAILED };
                reports.expect(ends, end, ms(307));
            }
        }
    });
}
