//! `wait_for`: in time, or cancelled at the very limit.

use std::time::Duration;

use async_katas::c06_timeouts::wait_for::{WaitError, wait_for};
use lab::{
    Job, Lab, Timeline, cancel_at_every_await, expect_eq, for_seeds, ms, secs, virtual_time,
};
use tokio::time::sleep;

type End = Result<&'static str, &'static str>;

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
            end,
            Err(WaitError::TimedOut { limit: secs(2) }),
            "the limit passed before the work was done: that is a timeout",
        );
        lab.expect_no_task_left();
    });
}

#[test]
fn the_shorter_of_limit_and_work_decides() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let (limit, time) = (draw.times(ms(100), 1..=10), draw.times(ms(100), 1..=10));
        let job = lab.job("work").yields(draw.size(0..=3)).takes(time);
        let result: End = if draw.coin() {
            Ok("done")
        } else {
            Err("broken")
        };
        let end = wait_for(limit, job.result(result)).await;
        let picture = Timeline::new();
        lab.expect(match result {
            _ if time > limit => picture.cancelled("work", secs(0), limit),
            Ok(_) => picture.span("work", secs(0), time),
            Err(_) => picture.failed("work", secs(0), time),
        });
        expect_eq(
            lab.now(),
            time.min(limit),
            "your function returned neither when the work was done nor at the limit",
        );
        let expected = match time > limit {
            true => Err(WaitError::TimedOut { limit }),
            false => result.map_err(WaitError::Failed),
        };
        expect_eq(
            end,
            expected,
            "in time, the outcome of the work comes back; out of time, the timeout",
        );
    });
}

#[test]
fn done_exactly_at_the_limit_is_done() {
    virtual_time(async |lab: Lab| {
        let work: Job<End> = lab.job("work").takes(secs(2)).ok("done");
        expect_eq(
            wait_for(secs(2), work).await,
            Ok("done"),
            "work that is done exactly at the limit is done in time: look at the work first, at \
             the clock second",
        );
    });
}

#[test]
fn an_error_of_the_work_is_no_timeout() {
    virtual_time(async |lab: Lab| {
        let work: Job<End> = lab.job("work").takes(secs(1)).err("timed out");
        expect_eq(
            wait_for(secs(2), work).await,
            Err(WaitError::Failed("timed out")),
            "the work failed in time with an error of its own, whatever that says: it is no \
             timeout of yours",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "your function did not return at the instant at which the work failed",
        );
    });
}

#[test]
fn with_no_time_at_all_work_that_is_ready_is_in_time() {
    virtual_time(async |lab: Lab| {
        let ready: Job<End> = lab.job("ready").ok("done");
        expect_eq(
            wait_for(Duration::ZERO, ready).await,
            Ok("done"),
            "work that is ready at once is in time even with a limit of zero: poll it once",
        );
        let slow: Job<End> = lab.job("slow").takes(secs(1)).ok("done");
        expect_eq(
            wait_for(Duration::ZERO, slow).await,
            Err(WaitError::TimedOut {
                limit: Duration::ZERO,
            }),
            "work that is not ready at once is out of time with a limit of zero",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although it had no time",
        );
    });
}

#[test]
fn the_longest_limit_never_comes() {
    virtual_time(async |lab: Lab| {
        let work: Job<End> = lab.job("work").takes(secs(600)).ok("done");
        expect_eq(
            wait_for(Duration::MAX, work).await,
            Ok("done"),
            "a limit of `Duration::MAX` never comes, so the work has all the time it needs",
        );
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
        assert!(
            held.is_dropped(),
            "the work runs on though its caller has given up: dropping your future drops what it \
             owns, but not a task that it has spawned"
        );
        lab.expect_no_task_left();
    });
}
