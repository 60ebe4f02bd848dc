//! `deadline_scope`: one budget for all steps, and a deadline that can be moved.

use async_katas::c06_timeouts::deadline_scope::{OutOfTime, Scope, deadline_scope};
use lab::{Lab, Timeline, cancel_at_every_await, expect_eq, for_seeds, ms, secs, virtual_time};
use tokio::time::{Duration, Instant, sleep};

#[test]
fn all_steps_share_one_budget() {
    virtual_time(async |lab: Lab| {
        let end = deadline_scope(secs(3), async |scope: Scope| {
            lab.span("connect", sleep(secs(1))).await;
            scope.reached("connected");
            lab.span("request", sleep(secs(1))).await;
            scope.reached("answered");
            lab.span("decode", sleep(secs(2))).await;
            scope.reached("decoded");
        })
        .await;
        lab.expect(
            "
                      0s        1s        2s        3s        4s
            connect   |=========|
            request             |=========|
            decode                        |=========/
            ",
        );
        expect_eq(
            end,
            Err(OutOfTime {
                reached: vec!["connected", "answered"],
            }),
            "the error should say how far the body came: all milestones that it noted, in order",
        );
    });
}

#[test]
fn the_sum_of_the_steps_decides() {
    for_seeds(30, async |lab: Lab| {
        const STEPS: [&str; 4] = ["one", "two", "three", "four"];
        let mut draw = lab.draw();
        let limit = draw.times(ms(100), 1..=20);
        let times = STEPS.map(|_| draw.times(ms(100), 1..=6));
        let end = deadline_scope(limit, async |scope: Scope| {
            for (name, time) in STEPS.into_iter().zip(times) {
                lab.span(name, sleep(time)).await;
                scope.reached(name);
            }
            "done"
        })
        .await;

        let (mut picture, mut reached, mut now) = (Timeline::new(), Vec::new(), Duration::ZERO);
        for (name, time) in STEPS.into_iter().zip(times) {
            let start = now;
            now += time;
            if now > limit {
                // A step that would start at the deadline itself starts and is stopped.
                picture = picture.cancelled(name, start, limit);
                break;
            }
            picture = picture.span(name, start, now);
            reached.push(name);
        }
        lab.expect(picture);
        expect_eq(
            lab.now(),
            now.min(limit),
            "your function returned neither when the body was done nor at the deadline",
        );
        let expected = match reached.len() == STEPS.len() {
            true => Ok("done"),
            false => Err(OutOfTime { reached }),
        };
        expect_eq(
            end,
            expected,
            "in time, what the body gave comes back; out of time, how far it came",
        );
    });
}

#[test]
fn the_deadline_can_be_moved_further_away() {
    virtual_time(async |lab: Lab| {
        let end = deadline_scope(secs(2), async |scope: Scope| {
            lab.span("header", sleep(secs(1))).await;
            scope.move_to(Instant::now() + secs(3));
            lab.span("body", sleep(secs(2))).await;
            "page"
        })
        .await;
        lab.expect(
            "
                     0s        1s        2s        3s
            header   |=========|
            body               |===================|
            ",
        );
        expect_eq(
            end,
            Ok("page"),
            "the body was done before the deadline, as it had been moved",
        );
    });
}

#[test]
fn the_deadline_can_be_moved_nearer() {
    virtual_time(async |lab: Lab| {
        let _end = deadline_scope(secs(5), async |scope: Scope| {
            lab.span("header", sleep(secs(1))).await;
            scope.move_to(Instant::now() + secs(1));
            lab.span("body", sleep(secs(3))).await;
        })
        .await;
        lab.expect(
            "
                     0s        1s        2s        3s        4s
            header   |=========|
            body               |=========/
            ",
        );
    });
}

#[test]
fn a_deadline_moved_into_the_past_stops_the_body_when_it_waits() {
    virtual_time(async |lab: Lab| {
        let end = deadline_scope(secs(5), async |scope: Scope| {
            lab.span("header", sleep(secs(1))).await;
            scope.move_to(Instant::now() - ms(500));
            scope.reached("moved");
            sleep(secs(1)).await;
            scope.reached("too far");
        })
        .await;
        expect_eq(
            lab.now(),
            secs(1),
            "the deadline was moved into the past, and the body was not stopped when it waited \
             next",
        );
        expect_eq(
            end,
            Err(OutOfTime {
                reached: vec!["moved"],
            }),
            "the body runs on to its next wait, and what it notes until then counts",
        );
    });
}

#[test]
fn at_the_deadline_the_body_has_the_first_word() {
    virtual_time(async |lab: Lab| {
        let done = deadline_scope(secs(2), async |_scope: Scope| {
            sleep(secs(2)).await;
            "done"
        })
        .await;
        expect_eq(
            done,
            Ok("done"),
            "a body that is done exactly at the deadline is done in time: look at the body \
             first, at the clock second",
        );
        let moved = deadline_scope(secs(2), async |scope: Scope| {
            sleep(secs(2)).await;
            scope.move_to(scope.deadline() + secs(2));
            sleep(secs(1)).await;
            "done later"
        })
        .await;
        expect_eq(
            moved,
            Ok("done later"),
            "a deadline that the body moves at the very instant of the deadline is moved in time",
        );
        expect_eq(
            lab.now(),
            secs(5),
            "your function did not return when the body was done",
        );
    });
}

#[test]
fn the_scope_tells_the_deadline_as_it_is() {
    virtual_time(async |lab: Lab| {
        let start = Instant::now();
        let told = deadline_scope(secs(5), async |scope: Scope| {
            let first = scope.deadline() - start;
            sleep(secs(1)).await;
            scope.reached("somewhere");
            let later = scope.deadline() - start;
            scope.clone().move_to(start + secs(9));
            (first, later, scope.deadline() - start)
        })
        .await;
        expect_eq(
            told,
            Ok((secs(5), secs(5), secs(9))),
            "the deadline is the limit after the start, until it is moved: neither waiting nor a \
             milestone changes it",
        );
        expect_eq(
            lab.now(),
            secs(1),
            "your function did not return when the body was done",
        );
    });
}

#[test]
fn without_any_time_a_body_that_never_waits_is_in_time() {
    virtual_time(async |lab: Lab| {
        let ready = deadline_scope(Duration::ZERO, async |_scope: Scope| 7).await;
        expect_eq(
            ready,
            Ok(7),
            "a body that never waits is in time even with a limit of zero: poll it once",
        );
        let late = deadline_scope(Duration::ZERO, async |_scope: Scope| {
            sleep(secs(1)).await;
        })
        .await;
        expect_eq(
            late,
            Err(OutOfTime { reached: vec![] }),
            "a body that has to wait is out of time with a limit of zero",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was no time",
        );
    });
}

#[test]
fn a_limit_for_ever_never_stops_the_body() {
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    virtual_time(async |_lab: Lab| {
        let end = deadline_scope(Duration::MAX, async |scope: Scope| {
            sleep(secs(600)).await;
            scope.deadline() - Instant::now()
        })
        .await;
        assert!(
            end.is_ok(),
            "the limit was `Duration::MAX`, and the body was stopped within ten minutes"
        );
        assert!(
            end.is_ok_and(|left| left > YEAR),
            "the limit was `Duration::MAX`, and the scope told a deadline that is less than a year \
             away"
        );
        let end = deadline_scope(Duration::MAX, async |scope: Scope| {
            scope.move_to(Instant::now() + secs(1));
            sleep(secs(2)).await;
        })
        .await;
        expect_eq(
            end,
            Err(OutOfTime { reached: vec![] }),
            "a deadline that is very far away can still be moved nearer",
        );
    });
}

#[test]
fn a_caller_that_gives_up_leaves_nothing_behind() {
    cancel_at_every_await(async |lab: Lab| {
        let probe = lab.probe();
        let held = probe.watch();
        let scope = deadline_scope(secs(4), async |scope: Scope| {
            let _held = probe;
            sleep(secs(1)).await;
            scope.move_to(Instant::now() + secs(2));
            sleep(secs(1)).await;
        });
        let _end = lab.cut(scope).await;
        assert!(
            held.is_dropped(),
            "the body is not dropped with the future that runs it"
        );
        // An aborted task is gone when the runtime has had its turn.
        sleep(ms(1)).await;
        lab.expect_no_task_left();
    });
}
