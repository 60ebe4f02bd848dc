//! `deadline_scope`: one budget for all steps, and a deadline that can be moved.

use std::cell::{Cell, RefCell};

use async_katas::c06_timeouts::deadline_scope::{OutOfTime, Scope, deadline_scope};
use futures::future::join_all;
use lab::timeline::{Item, short};
use lab::{
    A_DAY, Lab, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, real_time,
    secs, ties, virtual_time,
};
use tokio::time::{Duration, Instant, sleep, timeout};

use super::late::late;
use super::woken::not_woken;

/// What came back: what the body gave, or the milestones that it came to.
fn told<T>(end: Result<T, OutOfTime>) -> Result<T, Vec<&'static str>> {
    end.map_err(|OutOfTime { reached }| reached)
}

/// Notes milestones, and whether one moved the deadline.
struct Milestones {
    start: Instant,
    moved: Cell<Option<(Duration, Duration)>>,
}

impl Milestones {
    fn from_now() -> Self {
        Milestones {
            start: Instant::now(),
            moved: Cell::new(None),
        }
    }

    fn note(&self, scope: &Scope, milestone: &'static str) {
        let before = scope.deadline();
        scope.reached(milestone);
        let after = scope.deadline();
        if before != after && self.moved.get().is_none() {
            let since = |at: Instant| at.saturating_duration_since(self.start);
            self.moved.set(Some((since(before), since(after))));
        }
    }

    /// What a milestone did to the deadline, if it did something, or else this.
    fn why(&self, otherwise: &str) -> String {
        match self.moved.get() {
            Some((before, after)) => format!(
                "noting a milestone moved the deadline, from {} after the start to {}: `reached` \
                 changes nothing about it",
                short(before),
                short(after)
            ),
            None => otherwise.to_owned(),
        }
    }
}

/// How luck decides about a body that is done just at its deadline, if it does.
async fn luck() -> Option<String> {
    const TRIES: usize = 48;
    let mut in_time = 0;
    for _ in 0..TRIES {
        let end = deadline_scope(ms(13), async |_scope: Scope| sleep(ms(13)).await).await;
        in_time += usize::from(end.is_ok());
    }
    (1..TRIES).contains(&in_time).then(|| {
        format!(
            "of {TRIES} bodies that were done just at their deadline {in_time} were in time and the \
             others were not, so luck decides, as it does in `select!` without `biased` when two branches \
             are ready at one instant: look at the body first, at the clock second"
        )
    })
}

#[test]
fn all_steps_share_one_budget() {
    virtual_time(async |lab: Lab| {
        let milestones = Milestones::from_now();
        let probe = lab.probe();
        let held = probe.watch();
        let end = deadline_scope(secs(3), async |scope: Scope| {
            let _held = probe;
            lab.span("connect", sleep(secs(1))).await;
            milestones.note(&scope, "connected");
            lab.span("request", sleep(secs(1))).await;
            milestones.note(&scope, "answered");
            lab.span("decode", sleep(secs(2))).await;
            milestones.note(&scope, "decoded");
        })
        .await;
        lab.expect_because(
            "
                      0s        1s        2s        3s        4s
            connect   |=========|
            request             |=========|
            decode                        |=========/
            ",
            &milestones.why(""),
        );
        expect_eq(
            told(end),
            Err(vec!["connected", "answered"]),
            "the body noted two milestones before the deadline of 3s, and the error does not say \
             so; it should say how far the body came: all milestones that it noted, in order",
        );
        assert!(
            held.is_dropped(),
            "the deadline of 3s passed, and when your function returned, the body still held what \
             it had; it should be dropped by then"
        );
    });
}

#[test]
fn the_sum_of_the_steps_decides() {
    for_seeds(30, async |lab: Lab| {
        const STEPS: [&str; 4] = ["one", "two", "three", "four"];
        let mut draw = lab.draw();
        // Off every round number: whoever looks every now and then comes late.
        let limit = draw.times(ms(100), 1..=20) + ms(3);
        let times = STEPS.map(|_| draw.times(ms(100), 1..=6));
        let milestones = Milestones::from_now();
        let scope = deadline_scope(limit, async |scope: Scope| {
            for (name, time) in STEPS.into_iter().zip(times) {
                lab.span(name, sleep(time)).await;
                milestones.note(&scope, name);
            }
            "done"
        });
        let scope = lab.meter(scope);
        let watch = scope.watch();
        let end = scope.await;

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
        let case = format!("the steps took {times:?} and the limit was {limit:?}");
        let in_time = || {
            expect_eq(
                lab.now(),
                now.min(limit),
                late(
                    &watch,
                    STEPS.len(),
                    format!(
                        "{case}; your function returned neither when the body was done nor at the \
                     deadline"
                    ),
                ),
            )
        };
        // Why it is late says more than the picture of it.
        if watch.idle_wakes() > STEPS.len() {
            in_time();
        }
        lab.expect_because(picture, &milestones.why(""));
        in_time();
        let (expected, cause) = match reached.len() == STEPS.len() {
            true => (Ok("done"), "in time, what the body gave should come back"),
            false => (Err(reached), "out of time, the milestones should come back"),
        };
        expect_eq(told(end), expected, format!("{case}; {cause}"));
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
        lab.expect_because(
            "
                     0s        1s        2s        3s
            header   |=========|
            body               |===================|
            ",
            "at 1s the body moved the deadline from 2s to 4s: from then on that one counts",
        );
        expect_eq(
            told(end),
            Ok("page"),
            "the deadline was moved from 2s to 4s, the body was done at 3s, and what it gave did \
             not come back",
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
        lab.expect_because(
            "
                     0s        1s        2s        3s        4s
            header   |=========|
            body               |=========/
            ",
            "at 1s the body moved the deadline from 5s to 2s: from then on that one should count, also \
             for what was waiting for the old one",
        );
    });
}

/// What is said of a step that went on after a deadline to which the body had moved it, of steps that
/// take so long and then move it so far away.
fn ran_on(
    lab: &Lab,
    limit: Duration,
    steps: &[(&'static str, Duration, Option<Duration>)],
) -> Option<String> {
    let (mut now, mut deadline, mut moved) = (Duration::ZERO, limit, None);
    for (name, time, moves) in steps {
        if now + *time > deadline {
            let (at, old) = moved?;
            let end = lab.timeline().items(name).iter().map(Item::end).max()?;
            return (end > deadline).then(|| {
                format!(
                    "at {} the body moved the deadline from {} to {}, and `{name}` was not stopped then, but \
                     went on to {}: the last deadline that was told is the one that counts",
                    short(at),
                    short(old),
                    short(deadline),
                    short(end)
                )
            });
        }
        now += *time;
        if let Some(far) = moves {
            moved = Some((now, deadline));
            deadline = now + *far;
        }
    }
    None
}

#[test]
fn one_part_of_the_body_moves_the_deadline_of_another() {
    virtual_time(async |lab: Lab| {
        let _end = deadline_scope(secs(5), async |scope: Scope| {
            let slow = lab.span("slow part", sleep(secs(4)));
            let moves = lab.span("moves", async {
                sleep(secs(1)).await;
                scope.move_to(Instant::now() + secs(1));
            });
            tokio::join!(slow, moves);
        })
        .await;
        lab.expect_because(
            "
                        0s        1s        2s        3s        4s
            slow part   |===================/
            moves       |=========|
            ",
            "one part of the body moved the deadline to 2s while another one waited, and that one \
             was not stopped then; all that the body awaits shares one deadline",
        );
    });
}

#[test]
fn the_deadline_moves_as_often_as_the_body_likes() {
    const STEPS: [&str; 5] = ["one", "two", "three", "four", "five"];
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let limit = draw.times(ms(100), 3..=8) + ms(3);
        // How long each step takes, and how far from then on the deadline is after it.
        let steps = STEPS.map(|name| {
            let time = draw.times(ms(100), 1..=4) + ms(3);
            let moves = draw.coin().then(|| draw.times(ms(100), 0..=8) + ms(17));
            (name, time, moves)
        });
        let milestones = Milestones::from_now();
        let end = deadline_scope(limit, async |scope: Scope| {
            for (name, time, moves) in steps {
                lab.span(name, sleep(time)).await;
                milestones.note(&scope, name);
                if let Some(far) = moves {
                    scope.move_to(Instant::now() + far);
                }
            }
            "done"
        })
        .await;

        let ended = lab.now();
        let (mut picture, mut reached, mut now) = (Timeline::new(), Vec::new(), Duration::ZERO);
        let (mut deadline, mut tie) = (limit, false);
        for (name, time, moves) in steps {
            tie |= now + time == deadline;
            if now + time > deadline {
                picture = picture.cancelled(name, now, deadline);
                if let (None, Some(why)) = (milestones.moved.get(), ran_on(&lab, limit, &steps)) {
                    fail(why);
                }
                now = deadline;
                break;
            }
            picture = picture.span(name, now, now + time);
            now += time;
            reached.push(name);
            if let Some(far) = moves {
                deadline = now + far;
            }
        }
        let case = format!(
            "the limit was {limit:?}, and each step took so long and then moved the deadline so \
             far away: {:?}",
            steps.map(|(_, time, moves)| (time, moves)),
        );
        let as_far = match &end {
            Ok(_) => reached.len() == STEPS.len(),
            Err(OutOfTime { reached: came_to }) => *came_to == reached,
        };
        let by_luck = match tie && !(as_far && ended == now) {
            true => luck().await.unwrap_or_default(),
            false => String::new(),
        };
        lab.expect_because(picture, &milestones.why(&by_luck));
        expect_eq(
            ended,
            now,
            format!("{case}; your function did not return at the deadline or with the body"),
        );
        let expected = match reached.len() == STEPS.len() {
            true => Ok("done"),
            false => Err(reached),
        };
        expect_eq(
            told(end),
            expected,
            format!("{case}; what the body gave, or how far it came, did not come back"),
        );
    });
}

#[test]
fn a_deadline_moved_into_the_past_stops_the_body_when_it_waits() {
    virtual_time(async |lab: Lab| {
        let milestones = Milestones::from_now();
        let end = deadline_scope(secs(5), async |scope: Scope| {
            lab.span("header", sleep(secs(1))).await;
            scope.move_to(Instant::now() - ms(500));
            milestones.note(&scope, "moved");
            sleep(secs(1)).await;
            milestones.note(&scope, "too far");
        })
        .await;
        expect_eq(
            lab.now(),
            secs(1),
            milestones.why(
                "the deadline was moved into the past, and the body was not stopped when it waited \
                 next",
            ),
        );
        expect_eq(
            told(end),
            Err(vec!["moved"]),
            "the deadline was moved into the past, the body noted a milestone and then waited; it \
             should run on to its next wait, and what it notes until then counts",
        );
        let end = deadline_scope(secs(5), async |scope: Scope| {
            sleep(secs(1)).await;
            scope.move_to(Instant::now() - ms(500));
            "done"
        })
        .await;
        expect_eq(
            told(end),
            Ok("done"),
            "the deadline was moved into the past, the body did not wait any more, and what it \
             gave did not come back; such a deadline stops the body when it next waits",
        );
    });
}

#[test]
fn done_exactly_at_the_deadline_is_done() {
    ties(async |_lab: Lab| {
        let done = deadline_scope(secs(2), async |_scope: Scope| {
            sleep(secs(2)).await;
            "done"
        })
        .await;
        expect_eq(
            told(done),
            Ok("done"),
            "the body was done after 2s, exactly at the deadline, and that came too late; it is \
             done in time: look at the body first, at the clock second",
        );
    });
}

#[test]
fn at_the_deadline_the_body_has_the_first_word() {
    ties(async |lab: Lab| {
        let moved = deadline_scope(secs(2), async |scope: Scope| {
            sleep(secs(2)).await;
            scope.move_to(scope.deadline() + secs(2));
            sleep(secs(1)).await;
            "done later"
        })
        .await;
        expect_eq(
            told(moved),
            Ok("done later"),
            "the body moved the deadline at the very instant of the deadline, and that did not \
             count; it is moved in time",
        );
        expect_eq(
            lab.now(),
            secs(3),
            "the body was done 1s after it had moved its deadline, and your function did not \
             return then",
        );
        let milestones = Milestones::from_now();
        let noted = deadline_scope(secs(2), async |scope: Scope| {
            sleep(secs(2)).await;
            milestones.note(&scope, "at the deadline");
            sleep(secs(1)).await;
        })
        .await;
        let cause = match noted {
            Ok(()) => {
                "the body noted a milestone at the very instant of the deadline and waited on, and \
                 was not stopped"
            }
            Err(_) => {
                "the body noted a milestone at the very instant of the deadline, and it does not \
                 count"
            }
        };
        expect_eq(
            told(noted),
            Err(vec!["at the deadline"]),
            milestones.why(cause),
        );
    });
}

#[test]
fn a_milestone_counts_each_time_it_is_noted() {
    virtual_time(async |_lab: Lab| {
        let milestones = Milestones::from_now();
        let end = deadline_scope(secs(3), async |scope: Scope| {
            let other = scope.clone();
            for name in ["asked", "no answer", "asked", "asked", "no answer"] {
                milestones.note(&other, name);
                sleep(ms(500)).await;
            }
            milestones.note(&scope, "given up");
            sleep(secs(1)).await;
        })
        .await;
        let cause = match end {
            Ok(()) => "the deadline of 3s passed, and the body was not stopped",
            Err(_) => {
                "the body noted some milestones several times, by a clone of its scope, and the \
                 error does not tell all of them; each counts as often as it was noted"
            }
        };
        expect_eq(
            told(end),
            Err(vec![
                "asked",
                "no answer",
                "asked",
                "asked",
                "no answer",
                "given up",
            ]),
            milestones.why(cause),
        );
    });
}

#[test]
fn whoever_keeps_a_scope_changes_nothing_about_what_comes_back() {
    virtual_time(async |lab: Lab| {
        for clones in [0, 1, 3] {
            for limit in [secs(0), ms(1_503), secs(9)] {
                let kept_by = match clones {
                    0 => "its scope".to_owned(),
                    1 => "its scope and a clone of it".to_owned(),
                    n => format!("its scope and {n} clones of it"),
                };
                lab.case(format!(
                    "a limit of {limit:?}, a body of 3s, and {kept_by} kept by somebody outside of it"
                ));
                // Outlives the body, and your function.
                let kept: RefCell<Vec<Scope>> = RefCell::default();
                let begun = lab.now();
                let end = deadline_scope(limit, async |scope: Scope| {
                    {
                        let mut kept = kept.borrow_mut();
                        kept.extend((0..clones).map(|_| scope.clone()));
                        // The body itself is left with none.
                        kept.push(scope);
                    }
                    for milestone in ["begun", "one", "two"] {
                        if let Some(scope) = kept.borrow().last() {
                            scope.reached(milestone);
                        }
                        sleep(secs(1)).await;
                    }
                    "done"
                });
                let end = told(end.await);
                let at = lab.now() - begun;
                let (expected, due) = match limit {
                    limit if limit == secs(0) => (Err(vec!["begun"]), limit),
                    limit if limit < secs(3) => (Err(vec!["begun", "one"]), limit),
                    _ => (Ok("done"), secs(3)),
                };
                let why = match &end {
                    Err(reached) if reached.is_empty() => {
                        "and all milestones were lost; they are what the body noted, whoever still has a \
                         scope: copy or take them out of what you share with the scopes, and do not ask \
                         to be its only owner"
                    }
                    _ => "and something else came back than without that",
                };
                expect_eq(
                    (end, at),
                    (expected, due),
                    format!(
                        "the limit was {limit:?}, the body, of 3s, gave {kept_by} to somebody who kept it \
                         when the body was gone, {why}"
                    ),
                );
            }
        }
        lab.case("a body that gives its scope back");
        let end = deadline_scope(secs(2), async |scope: Scope| {
            sleep(secs(1)).await;
            (scope, "done")
        });
        expect_eq(
            told(end.await).map(|(_scope, given)| given),
            Ok("done"),
            "the body was done in time, and gave its scope back beside a value, and that did not come",
        );
    });
}

#[test]
fn the_scope_tells_the_deadline_as_it_is() {
    virtual_time(async |lab: Lab| {
        let start = Instant::now();
        let instants = deadline_scope(secs(5), async |scope: Scope| {
            let tells = |scope: &Scope| scope.deadline().saturating_duration_since(start);
            let first = tells(&scope);
            sleep(secs(1)).await;
            let later = tells(&scope);
            scope.reached("somewhere");
            let noted = tells(&scope);
            scope.clone().move_to(start + secs(9));
            [first, later, noted, tells(&scope)]
        })
        .await;
        let Ok(instants) = instants else {
            fail("the limit was 5s, the body was done after 1s, and that came too late")
        };
        for (told, right, cause) in [
            (
                instants[0],
                5,
                "asked at the start, the scope told this deadline: it is the limit after the start, until it is moved",
            ),
            (
                instants[1],
                5,
                "asked after a wait of 1s, the scope told this deadline: it is the limit after the start, until it is moved",
            ),
            (
                instants[2],
                5,
                "asked after a milestone was noted, the scope told this deadline, and another one before: `reached` changes nothing about it",
            ),
            (
                instants[3],
                9,
                "asked after it was moved to 9s after the start, the scope told this deadline: it is the limit after the start, until it is moved, and then what it was moved to",
            ),
        ] {
            expect_eq(told, secs(right), cause);
        }
        expect_eq(
            lab.now(),
            secs(1),
            "the body was done after 1s, and your function did not return then",
        );
    });
}

#[test]
fn without_any_time_a_body_that_never_waits_is_in_time() {
    virtual_time(async |lab: Lab| {
        let ready = deadline_scope(Duration::ZERO, async |_scope: Scope| 7).await;
        expect_eq(
            told(ready),
            Ok(7),
            "the limit was zero, the body never waited, and that came too late; it is in time: \
             poll it once",
        );
        let late = deadline_scope(Duration::ZERO, async |_scope: Scope| {
            sleep(secs(1)).await;
        })
        .await;
        expect_eq(
            told(late),
            Err(vec![]),
            "the limit was zero and the body had to wait; that is out of time",
        );
        expect_eq(
            lab.now(),
            secs(0),
            "your function waited although there was no time",
        );
        let moved = deadline_scope(Duration::ZERO, async |scope: Scope| {
            scope.move_to(Instant::now() + secs(2));
            sleep(secs(1)).await;
            "done"
        })
        .await;
        expect_eq(
            told(moved),
            Ok("done"),
            "the limit was zero, the body moved the deadline to 2s from then before it waited, was \
             done after 1s, and that came too late; at the deadline it has the first word, and a \
             move then counts",
        );
    });
}

#[test]
fn a_body_that_never_waits_is_in_time_however_long_it_computes() {
    real_time(async |_lab: Lab| {
        let end = deadline_scope(Duration::ZERO, async |_scope: Scope| {
            std::thread::sleep(ms(30));
            "done"
        })
        .await;
        expect_eq(
            told(end),
            Ok("done"),
            "the limit was zero, the body computed for 30ms and never waited, and that came too \
             late; it is in time, whatever the clock says by then",
        );
    });
}

#[test]
fn the_deadline_is_told_to_the_nanosecond() {
    virtual_time(async |_lab: Lab| {
        for limit in [1, 999, 1_001, 999_999, 1_500_000, 1_234_567_891].map(Duration::from_nanos) {
            let start = Instant::now();
            let end = deadline_scope(limit, async |scope: Scope| {
                let first = scope.deadline() - start;
                scope.move_to(start + limit * 3);
                (first, scope.deadline() - start)
            });
            expect_eq(
                told(end.await),
                Ok((limit, limit * 3)),
                format!(
                    "the limit was {limit:?}, the deadline was moved to three times that, and the \
                     scope told other deadlines; it tells the deadline as it is, nothing rounded"
                ),
            );
        }
    });
}

#[test]
fn a_limit_of_a_year_passes() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 500);
        let days = A_DAY * 400;
        let end = deadline_scope(days, async |_scope: Scope| {
            lab.span("slow", sleep(A_DAY * 450)).await;
        })
        .await;
        lab.expect(Timeline::new().cancelled("slow", secs(0), days));
        expect_eq(
            told(end),
            Err(vec![]),
            "the body was not done when the limit of 400 days passed; that is out of time",
        );
    });
}

#[test]
fn no_limit_is_too_long() {
    const YEAR: Duration = secs(365 * 24 * 60 * 60);
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let limits = [
            A_DAY * 2,
            // Half a day more than 32 bits of milliseconds hold, and of seconds.
            ms(1 << 32) + A_DAY / 2,
            secs(1 << 32) + A_DAY / 2,
            ms(u64::MAX),
            secs(u64::MAX),
            Duration::MAX,
        ];
        let scopes = limits.map(|limit| async move {
            let start = Instant::now();
            let end = deadline_scope(limit, async |scope: Scope| {
                let distance = scope.deadline() - start;
                sleep(A_DAY).await;
                distance
            });
            (limit, told(end.await))
        });
        lab.case("limits of two days, 49 days, 136 years, and up to `Duration::MAX`");
        for (limit, end) in join_all(scopes).await {
            let Ok(distance) = end else {
                panic!(
                    "the limit was {limit:?}, the body was done after a day, and that came too \
                     late; no limit is too long"
                );
            };
            if limit < 200 * YEAR {
                expect_eq(
                    distance,
                    limit,
                    format!("the limit was {limit:?}, and the scope told another deadline"),
                );
            }
            assert!(
                distance == limit || distance > YEAR,
                "the limit was {limit:?}, and the scope told a deadline that is only {distance:?} \
                 away; it should be more than a year, and no limit is too long"
            );
        }
        let end = deadline_scope(Duration::MAX, async |scope: Scope| {
            scope.move_to(Instant::now() + secs(1));
            sleep(secs(2)).await;
        })
        .await;
        expect_eq(
            told(end),
            Err(vec![]),
            "the limit was `Duration::MAX`, the body moved the deadline to 1s from then, and was \
             not stopped; a deadline that is very far away can still be moved nearer",
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
            "the caller dropped your future, and the body is still there; it should be dropped \
             with it"
        );
        // An aborted task is gone when the runtime has had its turn.
        sleep(ms(1)).await;
        lab.expect_no_task_left();
    });
}

#[test]
fn it_returns_in_time_however_its_future_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            for (to, time) in [(703, 907), (907, 703), (805, 805)] {
                lab.case(format!(
                    "a deadline moved to {to}ms after the start, a body of {time}ms, a call that is \
                     {way}"
                ));
                let begun = lab.now();
                let wait = if way == Way::Later { Way::LATER } else { ms(0) };
                let call = deadline_scope(ms(403), async |scope: Scope| {
                    let start = Instant::now();
                    for part in 1..=3 {
                        sleep(ms(100)).await;
                        scope.reached("part");
                        scope.move_to(start + ms(403 + (to - 403) * part / 3));
                    }
                    sleep(ms(time - 300)).await;
                    "done"
                });
                let end = timeout(secs(60), lab.polled(way, call)).await;
                let expected = match time > to {
                    true => Err(vec!["part"; 3]),
                    false => Ok("done"),
                };
                let due = wait + ms(to.min(time));
                let (end, took) = (end.ok().map(told), lab.now() - begun);
                let by_luck = match to == time && end != Some(Ok("done")) {
                    true => luck().await,
                    false => None,
                };
                let by_luck = by_luck.map_or_else(String::new, |luck| format!("; {luck}"));
                expect_eq(
                    (end, took),
                    (Some(expected), due),
                    format!(
                        "the deadline was moved three times, to {to}ms after the first poll, the \
                         body took {time}ms, the call was {way}, and this is what it gave, and after \
                         how long{}{by_luck}",
                        not_woken(way, took > due)
                    ),
                );
            }
        }
    });
}
