//! `lock_in_turn`: one at a time, in the order of asking, and free again whatever happened.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::time::Duration;

use async_katas::c12_synchronization::lock_in_turn::InTurn;
use futures::FutureExt;
use futures::future::{join, join_all, join3};
use lab::timeline::{Item, short};
use lab::{
    A_DAY, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, secs,
    virtual_time, within,
};
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::apart::apart;

/// The names of those who had a turn, one after another.
type Log = Vec<String>;

/// A turn that notes its name, works for so long, and notes its name again.
async fn turn(lab: &Lab, log: &InTurn<Log>, name: &str, time: Duration) {
    let ended = log
        .with(async |log: &mut Log| {
            log.push(name.to_owned());
            lab.job(name).takes(time).gives(()).await;
            log.push(name.to_owned());
            lab.now()
        })
        .await;
    comes_back_at_once(lab, ended, &format!("the work of `{name}`"));
}

/// Whoever waits on after the work keeps the next one out meanwhile, or its caller.
fn comes_back_at_once(lab: &Lab, ended: Duration, work: &str) {
    let late = lab.now() - ended;
    if !late.is_zero() {
        fail(format!(
            "{work} was over at {ended:?}, and `with` came back {late:?} later: it waited for \
             something else than its turn and its work, and should give what the work gave at the \
             instant when that is over"
        ));
    }
}

/// What to say of a turn that is not over after one poll, though the value was free.
fn not_over(begun: bool, what: &str, not_begun: &str) -> ! {
    match begun {
        true => fail(format!(
            "{what}: its work was begun, and over, in the first poll, and still `with` did not come \
             back: it waited for something else than its turn and its work"
        )),
        false => fail(format!("{what}: {not_begun}")),
    }
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
        let why = match noted.len() {
            0 => {
                "something was lost: nothing that the turns wrote is in the value afterwards, so \
                 `work` was given another value than the shared one"
            }
            4.. => {
                "another turn wrote in between, because the value was not held for the whole turn"
            }
            _ => {
                "something was lost: a turn worked on a copy of the value, or on a value that \
                 another turn replaced"
            }
        };
        expect_eq(
            noted,
            ["A", "A", "B", "B"].map(str::to_owned).to_vec(),
            format!(
                "each turn notes its name twice, and finds what the turns before it noted: {why}"
            ),
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
        let mut line = Vec::new();
        for n in 1..=draw.size(3..=7) {
            let name = format!("{n}");
            let time = draw.off_grid(ms(11)..=ms(199));
            let start = free.max(asks);
            free = start + time;
            expected = expected.span(&name, start, free);
            line.push((name.clone(), asks));
            let (lab, log) = (&lab, &log);
            turns.push(async move {
                sleep(asks).await;
                turn(lab, log, &name, time).await;
            });
            asks += draw.off_grid(ms(11)..=ms(99));
        }
        draw.shuffle(&mut turns);
        join_all(turns).await;
        let why = out_of_turn(&line, &lab.timeline());
        lab.expect_because(expected, &why.unwrap_or_default());
    });
}

/// Who had the value before somebody who had asked for it earlier, if anybody did: of names with the
/// instants at which they asked, in that order.
fn out_of_turn(line: &[(String, Duration)], happened: &Timeline) -> Option<String> {
    let begins = |name: &str| happened.items(name).first().map(Item::begin);
    let mut turns: Vec<_> = line
        .iter()
        .filter_map(|(name, asked)| Some((begins(name)?, *asked, name)))
        .collect();
    turns.sort();
    turns.iter().find_map(|(at, asked, name)| {
        let (first, waits_since) = line
            .iter()
            .find(|(other, since)| since < asked && begins(other).is_none_or(|begin| begin > *at))?;
        Some(format!(
            "`{first}` had asked at {}, `{name}` only at {}, and at {} `{name}` had the value before \
             `{first}`: your line does not keep the order of asking (if it is a lock, take one that \
             does: the one of tokio does, and the one of `futures` lets a later one past)",
            short(*waits_since),
            short(*asked),
            short(*at)
        ))
    })
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
        let happened = lab.timeline();
        let second = happened.items("greedy").get(1).map(Item::begin);
        let patient = happened.items("patient").first().map(Item::begin);
        let why = match second {
            Some(at) if patient.is_none_or(|patient| patient > at) => format!(
                "`patient` had waited all the while for the value that `greedy` had, and at {}, when \
                 `greedy` had given it back and asked again, `greedy` had it once more, before \
                 `patient`: who has just had a turn should go to the end of the line",
                short(at)
            ),
            _ => "`greedy` asked again as soon as its turn was over: that turn should come after the \
                  one of `patient`, who had waited all the while, and each turn should begin as the one \
                  before it ends"
                .to_owned(),
        };
        lab.expect_because(
            "
                     0s    1s    2s    3s    4s
            greedy   |=====|     |=====|=====|
            patient        |=====|
            ",
            &why,
        );
    });
}

#[test]
fn a_free_value_is_had_in_the_first_poll() {
    virtual_time(async |_lab: Lab| {
        let value = InTurn::new(7);
        for nth in ["first", "second", "third"] {
            let begun = Cell::new(false);
            let mut turn = task::spawn(value.with(async |value: &mut i32| {
                begun.set(true);
                *value
            }));
            if turn.poll().is_pending() {
                not_over(
                    begun.get(),
                    &format!("the value was free when the {nth} turn was polled"),
                    "its work did not begin then, and nobody has to wait for a value that nobody has",
                );
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
        let work_over = Cell::new(false);
        let mut holder = task::spawn(log.with(async |_log: &mut Vec<u32>| {
            sleep(ends).await;
            work_over.set(true);
        }));
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
        if holder.poll().is_pending() {
            fail(match work_over.get() {
                true => {
                    "a turn slept for a day, and when its work was over, `with` did not come back: \
                     it waited for something else than its turn and its work"
                }
                false => "a turn that slept for a day did not go on then",
            });
        }
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
fn a_turn_may_last_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let value = InTurn::new(1);
        let turn = value.with(async |value: &mut i32| {
            sleep(A_DAY).await;
            *value += 1;
            (*value, lab.now())
        });
        let (value, ended) = turn.await;
        comes_back_at_once(&lab, ended, "work that waited for a day");
        expect_eq(
            (value, lab.now()),
            (2, A_DAY),
            "a turn waited for a day and then added 1 to a value of 1: it should go on for as long \
             as its work does, and give what the work gave",
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
            "three turns added 1 each to a value of 1, and then the first failed and the two others \
             panicked; this is what the next one found: the value is as each turn leaves it, however \
             it ends",
        );
    });
}

#[test]
fn a_cancelled_turn_frees_the_value_and_costs_nobody_a_turn() {
    cancel_at_every_await(async |lab: Lab| {
        let log = InTurn::new(Log::new());
        let dropped = Cell::new(None);
        let cancelled = async {
            let over = lab.cut(turn(&lab, &log, "cancelled", secs(1))).await;
            dropped.set(over.is_none().then(|| lab.now()));
            lab.now()
        };
        let next = async {
            let turn = turn(&lab, &log, "next", secs(1));
            if timeout(secs(60), turn).await.is_err() {
                let has_begun = |who| !lab.timeline().items(who).is_empty();
                fail(match dropped.get() {
                    _ if has_begun("next") => "`next` had its turn, and it never ended".to_owned(),
                    None => {
                        "three were in line, nobody was cancelled, and the third of them never had \
                             the value"
                            .to_owned()
                    }
                    Some(at) if has_begun("cancelled") => format!(
                        "`cancelled` was dropped at {}, in the middle of its turn, and the value was \
                         never had again: a turn ends also by that, and whatever comes after the work's \
                         `.await` does not run then",
                        short(at)
                    ),
                    Some(at) if at >= secs(1) => format!(
                        "the turn of `first` had ended at 1s, `cancelled`, which stood next in line, was \
                         dropped at {}, before its work had begun, and the value was never had again: \
                         the turn that is handed to somebody has to go on to the next in line where that \
                         one is dropped before it has run",
                        short(at)
                    ),
                    Some(at) => format!(
                        "`cancelled` was dropped at {}, while it waited behind `first`, and after the \
                         turn of `first` the value was never had again: the turn should go to the first \
                         in line who still waits, here `next`",
                        short(at)
                    ),
                });
            }
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

#[test]
fn turns_come_in_the_order_of_the_first_polls_not_of_the_calls() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let log = InTurn::new(Vec::new());
        let mut line: Vec<_> = (1..=draw.size(3..=6))
            .map(|n| {
                let turn = log.with(async move |log: &mut Vec<usize>| {
                    tokio::task::yield_now().await;
                    log.push(n);
                });
                (n, task::spawn(turn))
            })
            .collect();
        // Called in their order, and polled in another.
        draw.shuffle(&mut line);
        let polled: Vec<_> = line.iter().map(|(n, _)| *n).collect();
        for (n, turn) in &mut line {
            assert!(
                turn.poll().is_pending(),
                "turn {n} gives way once, and was over in its first poll"
            );
        }
        within(
            secs(60),
            join_all(line.into_iter().map(|(_, turn)| turn)),
            "several called `with`, and polled it in another order, and not all had their turns",
        )
        .await;
        let served = log.with(async |log: &mut Vec<usize>| log.clone()).await;
        expect_eq(
            served,
            polled,
            "several called `with` and polled it in another order, and the turns did not come in \
             the order of the first polls: a call takes no place in the line",
        );
    });
}

#[test]
fn a_call_that_nobody_polls_keeps_nobody_out() {
    virtual_time(async |_lab: Lab| {
        let value = InTurn::new(7);
        let never_polled = value.with(async |value: &mut i32| *value);
        let begun = Cell::new(false);
        let mut other = task::spawn(value.with(async |value: &mut i32| {
            begun.set(true);
            *value
        }));
        if other.poll().is_pending() {
            not_over(
                begun.get(),
                "somebody called `with` and did not poll it, and then somebody else polled another \
                 call",
                "that one had no turn, though a place in the line is taken in the first poll, not by \
                 the call",
            );
        }
        drop(never_polled);
    });
}

#[test]
fn who_leaves_the_line_changes_no_places_in_it() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let log = InTurn::new(Vec::new());
        let mut holder = task::spawn(log.with(async |_log: &mut Vec<usize>| sleep(secs(1)).await));
        assert!(
            holder.poll().is_pending(),
            "a turn that sleeps was over in its first poll"
        );
        let mut line = Vec::new();
        for n in 1..=draw.size(4..=9) {
            let mut next = task::spawn(log.with(async move |log: &mut Vec<usize>| log.push(n)));
            assert!(
                next.poll().is_pending(),
                "somebody had a turn while another turn was not over"
            );
            line.push((n, next));
        }
        for _ in 0..draw.size(1..=3) {
            let leaves = draw.size(0..=line.len() - 1);
            drop(line.remove(leaves));
        }
        let left: Vec<_> = line.iter().map(|(n, _)| *n).collect();
        lab.case(format!("a line of which {left:?} are left"));
        holder.await;
        within(
            secs(60),
            join_all(line.into_iter().map(|(_, next)| next)),
            "some of those who waited in line were cancelled, and somebody else never had a turn",
        )
        .await;
        let served = log.with(async |log: &mut Vec<usize>| log.clone()).await;
        expect_eq(
            served,
            left,
            "some of those who waited in line were cancelled, and the others were not served in \
             the order in which they had come: nobody changes places when somebody leaves",
        );
    });
}

#[test]
fn one_who_waits_has_its_turn_when_those_before_it_panic() {
    virtual_time(async |lab: Lab| {
        let value = InTurn::new(1);
        let mut holder = task::spawn(value.with(async |_value: &mut i32| sleep(secs(1)).await));
        assert!(
            holder.poll().is_pending(),
            "a turn that sleeps was over in its first poll"
        );
        let at_once = AssertUnwindSafe(value.with(async |value: &mut i32| {
            *value += 1;
            resume_unwind(Box::new("on fire at once"))
        }));
        let again = AssertUnwindSafe(value.with(async |value: &mut i32| {
            *value += 1;
            resume_unwind(Box::new(404_u16))
        }));
        let later = AssertUnwindSafe(value.with(async |value: &mut i32| {
            *value += 1;
            sleep(ms(7)).await;
            resume_unwind(Box::new("on fire"))
        }));
        let last = value.with(async |value: &mut i32| *value);
        let caught = async {
            let ends: (Result<(), _>, Result<(), _>, Result<(), _>) = join3(
                at_once.catch_unwind(),
                again.catch_unwind(),
                later.catch_unwind(),
            )
            .await;
            [ends.0.is_err(), ends.1.is_err(), ends.2.is_err()]
        };
        let ((), caught, left) = within(
            secs(60),
            join3(holder, caught, last),
            "three turns panicked one after another, and one who had waited behind them never had \
             its turn",
        )
        .await;
        expect_eq(
            caught,
            [true; 3],
            "the panics of three turns did not all reach their callers",
        );
        expect_eq(
            left,
            4,
            "three turns added 1 each to a value of 1 and panicked, and this is what the one behind \
             them found: the value is as each turn leaves it, however it ends",
        );
        expect_eq(
            lab.now(),
            ms(1007),
            "three turns panicked, two of them at once and one after 7ms, and this is when the one \
             behind them had had its turn",
        );
    });
}

#[test]
fn who_waits_is_served_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a caller of `with` that is {way}"));
            let (value, before) = (&InTurn::new(Log::new()), lab.now());
            let holder = value.with(async |log: &mut Log| {
                sleep(secs(2)).await;
                log.push("holder".to_owned());
            });
            let second = value.with(async |log: &mut Log| {
                sleep(ms(3)).await;
                log.push("second".to_owned());
            });
            let third = async {
                // Behind the second one, also where that is polled later.
                sleep(Way::LATER + ms(1)).await;
                let log = value.with(async |log: &mut Log| log.clone()).await;
                expect_eq(
                    log,
                    ["holder", "second"].map(str::to_owned).to_vec(),
                    "somebody came third, and did not find what the two turns before had noted",
                );
                expect_eq(
                    lab.now() - before,
                    ms(2003),
                    "a turn of two seconds was followed by one of 3ms, and the third did not begin \
                     at the instant that one ended",
                );
            };
            within(
                secs(60),
                apart(vec![
                    Box::pin(holder),
                    Box::pin(lab.polled(way, second)),
                    Box::pin(third),
                ]),
                format!(
                    "somebody waited for a turn, and was {way}: it never had its turn, or the one \
                     behind it did not"
                ),
            )
            .await;
        }
    });
}
