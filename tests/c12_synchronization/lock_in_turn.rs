//! `lock_in_turn`: one at a time, in the order of asking, and free again whatever happened.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::time::Duration;

use async_katas::c12_synchronization::lock_in_turn::InTurn;
use futures::FutureExt;
use futures::future::{join, join_all, join3};
use lab::{
    A_DAY, Lab, Timeline, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time, within,
};
use tokio::time::sleep;
use tokio_test::task;

/// The names of those who had a turn, one after another.
type Log = Vec<String>;

/// A turn that notes its name, works for so long, and notes its name again.
async fn turn(lab: &Lab, log: &InTurn<Log>, name: &str, time: Duration) {
    log.with(async |log: &mut Log| {
        log.push(name.to_owned());
        lab.job(name).takes(time).gives(()).await;
        log.push(name.to_owned());
    })
    .await;
}

#[test]
fn three_take_turns_of_a_second_each() {
    virtual_time(async |lab: Lab| {
        let log = InTurn::new(Log::new());
        join3(
            turn(&lab, &log, "A", secs(1)),
            turn(&lab, &log, "B", secs(1)),
            turn(&lab, &log, "C", secs(1)),
        )
        .await;
        lab.expect(
            "
               0s    1s    2s    3s
            A  |=====|
            B        |=====|
            C              |=====|
            ",
        );
    });
}

#[test]
fn nobody_else_has_the_value_during_a_turn() {
    virtual_time(async |lab: Lab| {
        let log = InTurn::new(Log::new());
        join(
            turn(&lab, &log, "A", secs(1)),
            turn(&lab, &log, "B", secs(1)),
        )
        .await;
        let noted = log.with(async |log: &mut Log| log.clone()).await;
        expect_eq(
            noted,
            ["A", "A", "B", "B"].map(str::to_owned).to_vec(),
            "each turn notes its name twice, and finds what the turns before it noted: something \
             was lost, or written in between, because the value was not held for the whole turn",
        );
    });
}

#[test]
fn first_come_first_served() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let log = InTurn::new(Log::new());
        let (mut asks, mut free) = (Duration::ZERO, Duration::ZERO);
        let mut expected = Timeline::new();
        let mut turns = Vec::new();
        for n in 1..=draw.size(3..=7) {
            let name = format!("{n}");
            let time = draw.off_grid(ms(11)..=ms(199));
            let start = free.max(asks);
            free = start + time;
            expected = expected.span(&name, start, free);
            let (lab, log) = (&lab, &log);
            turns.push(async move {
                sleep(asks).await;
                turn(lab, log, &name, time).await;
            });
            asks += draw.off_grid(ms(11)..=ms(99));
        }
        draw.shuffle(&mut turns);
        join_all(turns).await;
        lab.expect(expected);
    });
}

#[test]
fn who_asks_again_goes_to_the_end_of_the_line() {
    virtual_time(async |lab: Lab| {
        let log = InTurn::new(Log::new());
        let greedy = async {
            turn(&lab, &log, "greedy", secs(1)).await;
            turn(&lab, &log, "greedy", secs(1)).await;
            turn(&lab, &log, "greedy", secs(1)).await;
        };
        join(greedy, turn(&lab, &log, "patient", secs(1))).await;
        lab.expect_because(
            "
                     0s    1s    2s    3s    4s
            greedy   |=====|     |=====|=====|
            patient        |=====|
            ",
            "`greedy` has the value, and asks again as soon as its turn is over: that turn comes \
             after the one of `patient`, who has waited all the while, and each turn begins as the \
             one before it ends",
        );
    });
}

#[test]
fn a_free_value_is_had_in_the_first_poll() {
    virtual_time(async |_lab: Lab| {
        let value = InTurn::new(7);
        for nth in ["first", "second", "third"] {
            let mut turn = task::spawn(value.with(async |value: &mut i32| *value));
            if turn.poll().is_pending() {
                fail(format!(
                    "the value was free, and the {nth} turn did not begin in the first poll: nobody \
                     has to wait for a value that nobody has"
                ));
            }
        }
    });
}

#[test]
fn who_waits_a_day_keeps_its_place_and_is_not_woken() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let log = InTurn::new(Vec::new());
        let ends = A_DAY - ms(7);
        let mut holder = task::spawn(log.with(async |_log: &mut Vec<u32>| sleep(ends).await));
        assert!(
            holder.poll().is_pending(),
            "a turn that sleeps was over in its first poll"
        );
        let mut waiting = Vec::new();
        for n in 1..=20 {
            let mut next = task::spawn(log.with(async move |log: &mut Vec<u32>| log.push(n)));
            assert!(
                next.poll().is_pending(),
                "somebody had a turn while another turn was not over"
            );
            waiting.push(next);
            // Sooner and later after one another, off every step in which somebody might ask.
            sleep(ms(1003) * n).await;
        }
        sleep(ends - ms(1) - lab.now()).await;
        expect_eq(
            waiting.iter().filter(|next| next.is_woken()).count(),
            0,
            "a turn lasted a day, and some of those who waited meanwhile were woken before it ended: \
             they ask now and then, or for some time only and then again, and who asks again has \
             lost its place",
        );
        sleep(ms(1)).await;
        assert!(
            holder.poll().is_ready(),
            "a turn that slept for a day did not end then"
        );
        join_all(waiting).await;
        let served = log.with(async |log: &mut Vec<u32>| log.clone()).await;
        expect_eq(
            served,
            (1..=20).collect(),
            "twenty came one after another and waited for a day: their turns should come in the \
             order in which they came",
        );
    });
}

#[test]
fn a_thousand_take_their_turns_in_order() {
    virtual_time(async |_lab: Lab| {
        let log = &InTurn::new(Vec::new());
        // Not held up by tokio's own budget for a task, which is less than a thousand.
        let turns = (0..1000).map(async |n| {
            log.with(async |log: &mut Vec<u32>| {
                tokio::task::yield_now().await;
                log.push(n);
            })
            .await;
        });
        tokio::task::unconstrained(join_all(turns)).await;
        let served = log.with(async |log: &mut Vec<u32>| log.clone()).await;
        expect_eq(
            served,
            (0..1000).collect(),
            "a thousand asked one after another, and not each had its turn, or not in that order",
        );
    });
}

#[test]
fn a_turn_that_fails_or_panics_frees_the_value() {
    virtual_time(async |lab: Lab| {
        let value = InTurn::new(1);
        let failed = value
            .with(async |value: &mut i32| {
                *value += 1;
                lab.job("fails")
                    .takes(secs(1))
                    .err::<(), _>("no paper")
                    .await
            })
            .await;
        expect_eq(
            failed,
            Err("no paper"),
            "what the work gave, here an error, should come back from `with`",
        );
        let panics = value.with(async |value: &mut i32| {
            *value += 1;
            lab.job("panics")
                .takes(secs(1))
                .panics::<()>("on fire")
                .await
        });
        let caught = AssertUnwindSafe(panics).catch_unwind().await;
        assert!(
            caught.is_err(),
            "the panic of the work did not reach the caller of `with`"
        );
        let panics = value.with(async |value: &mut i32| {
            *value += 1;
            resume_unwind(Box::new("on fire at once"))
        });
        let caught: Result<(), _> = AssertUnwindSafe(panics).catch_unwind().await;
        assert!(
            caught.is_err(),
            "the panic of work that did not wait even once did not reach the caller of `with`"
        );
        let left = within(
            secs(60),
            value.with(async |value: &mut i32| *value),
            "the value stayed locked after the work had panicked: whatever comes after the \
             work's `.await` does not run then, but guards are dropped",
        )
        .await;
        expect_eq(
            left,
            4,
            "three turns added 1 each to a value of 1 before they failed or panicked, and the next \
             one did not find the value as they had left it",
        );
    });
}

#[test]
fn a_cancelled_turn_frees_the_value_and_costs_nobody_a_turn() {
    cancel_at_every_await(async |lab: Lab| {
        let log = InTurn::new(Log::new());
        let cancelled = async {
            lab.cut(turn(&lab, &log, "cancelled", secs(1))).await;
            lab.now()
        };
        let next = async {
            within(
                secs(60),
                turn(&lab, &log, "next", secs(1)),
                "after somebody was cancelled, in a turn or waiting for one, the value was never \
                 had again",
            )
            .await;
            lab.now()
        };
        let ((), gone, done) = join3(turn(&lab, &log, "first", secs(1)), cancelled, next).await;
        expect_eq(
            done,
            gone.max(secs(1)) + secs(1),
            "the next in line did not get its turn at the instant the value came free",
        );
        let noted = log.with(async |log: &mut Log| log.clone()).await;
        let times = |who: &str| noted.iter().filter(|name| *name == who).count();
        expect_eq(
            (times("first"), times("next")),
            (2, 2),
            "what the other turns wrote was lost when one was cancelled",
        );
    });
}

#[test]
fn a_cancelled_turn_leaves_the_value_as_it_was_then() {
    virtual_time(async |_lab: Lab| {
        let log = InTurn::new(Log::new());
        let mut cancelled = task::spawn(log.with(async |log: &mut Log| {
            log.push("begun".to_owned());
            std::future::pending::<()>().await;
        }));
        assert!(
            cancelled.poll().is_pending(),
            "a turn that never ends was over in its first poll"
        );
        drop(cancelled);
        let left = within(
            secs(60),
            log.with(async |log: &mut Log| log.clone()),
            "a turn was cancelled in the middle, and the value was never had again",
        )
        .await;
        expect_eq(
            left,
            vec!["begun".to_owned()],
            "a turn noted that it had begun and was then cancelled: the next one should find the \
             value as it was left, with that note",
        );
    });
}
