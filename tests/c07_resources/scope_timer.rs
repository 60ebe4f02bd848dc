//! `scope_timer`: one report, however the scope ends, on the clock of the runtime.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c07_resources::scope_timer::{End, timed};
use futures::future::FutureExt;
use lab::{Lab, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs, virtual_time};
use tokio::time::{sleep, timeout};

/// What was reported, and when.
#[derive(Clone)]
struct Reports {
    lab: Lab,
    all: Arc<Mutex<Vec<(Duration, End, Duration)>>>,
}

impl Reports {
    fn new(lab: &Lab) -> Self {
        Reports {
            lab: lab.clone(),
            all: Arc::default(),
        }
    }

    fn take(&self) -> impl Fn(End, Duration) + use<> {
        let reports = self.clone();
        move |end, time| {
            let at = reports.lab.now();
            reports.lab.mark("report", 'R');
            let mut all = reports.all.lock().unwrap_or_else(PoisonError::into_inner);
            all.push((at, end, time));
        }
    }

    /// Exactly one report: made at this instant, of this end, with this time.
    #[track_caller]
    fn expect(&self, at: Duration, end: End, time: Duration) {
        let all = self
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let [(told_at, told_end, told_time)] = all[..] else {
            let how = match all.len() {
                0 => "never called: this way out of the scope is not covered".to_owned(),
                times => format!("called {times} times for one scope"),
            };
            fail(format!("the report was {how}"))
        };
        if told_at < at {
            fail("the report came before the scope had ended");
        }
        expect_eq(
            told_end,
            end,
            "the scope ended in another way than the report says",
        );
        expect_eq(
            told_at,
            at,
            "the report came late: it belongs to the instant at which the scope ends",
        );
        let cause = if told_time.subsec_nanos() % 1_000_000 == 0 {
            "the time runs from the first poll to the end: what went by before your future was \
             polled does not count"
        } else {
            "the time was not taken on the clock that timers follow: `std::time::Instant` is not \
             the clock of the runtime"
        };
        expect_eq(told_time, time, cause);
    }
}

#[test]
fn success_is_reported_with_its_time() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").takes(secs(2)).ok::<_, ()>("page");
        let result = timed(scope, reports.take()).await;
        reports.expect(secs(2), End::Finished, secs(2));
        expect_eq(
            result,
            Ok("page"),
            "the scope's own result did not come back",
        );
    });
}

#[test]
fn failure_is_reported_with_its_time() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").takes(ms(700)).err::<(), _>("no such page");
        let result = timed(scope, reports.take()).await;
        reports.expect(ms(700), End::Failed, ms(700));
        expect_eq(
            result,
            Err("no such page"),
            "the scope's own error did not come back",
        );
    });
}

#[test]
fn cancellation_is_reported_at_its_instant() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").forever().ok::<(), ()>(());
        let given_up = timeout(secs(3), timed(scope, reports.take())).await;
        assert!(given_up.is_err(), "a scope that never ends gave a result");
        reports.expect(secs(3), End::Interrupted, secs(3));
    });
}

#[test]
fn a_panic_is_reported_and_goes_on() {
    virtual_time(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = lab
            .job("scope")
            .takes(secs(1))
            .panics::<Result<(), ()>>("boom");
        let caught = AssertUnwindSafe(timed(scope, reports.take()))
            .catch_unwind()
            .await;
        assert!(caught.is_err(), "the panic of the scope was swallowed");
        reports.expect(secs(1), End::Interrupted, secs(1));
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
        reports.expect(secs(6), End::Finished, secs(1));

        let never = Reports::new(&lab);
        drop(timed(async { Ok::<(), ()>(()) }, never.take()));
        let all = never.all.lock().unwrap_or_else(PoisonError::into_inner);
        expect_eq(
            all.len(),
            0,
            "a future that was dropped before its first poll has nothing to report",
        );
    });
}

#[test]
fn any_time_and_none_at_all() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let time = draw.times(ms(10), 0..=200);
        let fails = draw.coin();
        let reports = Reports::new(&lab);
        let scope = lab.job("scope").takes(time);
        let scope = scope.result(if fails { Err(7) } else { Ok(7) });
        let _result = timed(scope, reports.take()).await;
        let end = if fails { End::Failed } else { End::Finished };
        reports.expect(time, end, time);
    });
}

#[test]
fn exactly_one_report_wherever_it_is_cancelled() {
    cancel_at_every_await(async |lab: Lab| {
        let reports = Reports::new(&lab);
        let scope = async {
            for step in ["one", "two", "three"] {
                lab.job(step).takes(ms(100)).gives(()).await;
            }
            Ok::<_, ()>(())
        };
        let finished = lab.cut(timed(scope, reports.take())).await;
        let end = match finished {
            Some(_) => End::Finished,
            None => End::Interrupted,
        };
        reports.expect(lab.now(), end, lab.now());
    });
}
