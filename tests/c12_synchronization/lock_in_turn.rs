//! `lock_in_turn`: one at a time, in the order of asking, and free again whatever happened.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_katas::c12_synchronization::lock_in_turn::InTurn;
use futures::FutureExt;
use futures::future::{join, join_all, join3};
use lab::{
    Lab, Timeline, cancel_at_every_await, expect_eq, for_seeds, ms, secs, virtual_time, within,
};

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
            let time = draw.times(ms(10), 1..=20);
            let start = free.max(asks);
            free = start + time;
            expected = expected.span(&name, start, free);
            let (lab, log) = (&lab, &log);
            turns.push(async move {
                tokio::time::sleep(asks).await;
                turn(lab, log, &name, time).await;
            });
            asks += draw.times(ms(10), 1..=10);
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
        let left = within(
            secs(60),
            value.with(async |value: &mut i32| *value),
            "the value stayed locked after the work had panicked: whatever comes after the \
             work's `.await` does not run then, but guards are dropped",
        )
        .await;
        expect_eq(
            left,
            3,
            "the next turn should find the value as the ones before it left it",
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
        let times = log
            .with(async |log: &mut Log| log.iter().filter(|name| *name != "cancelled").count())
            .await;
        expect_eq(
            times,
            4,
            "what the other turns wrote was lost when one was cancelled",
        );
    });
}
