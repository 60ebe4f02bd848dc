//! `event_flag`: all who wait go at once, who comes late does not wait, and nobody is missed.

use std::cell::Cell;
use std::sync::{Arc, Mutex};

use async_katas::c12_synchronization::event_flag::Event;
use futures::FutureExt;
use futures::future::{BoxFuture, join, join_all, join3};
use lab::{
    A_DAY, Lab, Order, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, race,
    real_time_on, secs, virtual_time, within,
};
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::apart::apart;
use super::lock::lock;

/// Waits for the event on this lane, then marks that it went on.
async fn waits(lab: &Lab, event: &Event, name: &str) {
    lab.wait(name, event.wait()).await;
    lab.explain("*", "`wait` has returned");
    lab.mark(name, '*');
}

#[test]
fn all_who_wait_go_at_the_instant_it_is_set() {
    virtual_time(async |lab: Lab| {
        let event = Event::new();
        let went = Cell::new(0);
        let button = async {
            sleep(secs(2)).await;
            if went.get() > 0 {
                fail(format!(
                    "{} of three who waited went on before 2s, and nobody had set the event: `wait` \
                     should wait for `set`",
                    went.get()
                ));
            }
            event.set();
        };
        let late = async {
            sleep(secs(1)).await;
            waits(&lab, &event, "c").await;
        };
        let all = [
            waits(&lab, &event, "a").boxed_local(),
            waits(&lab, &event, "b").boxed_local(),
            late.boxed_local(),
        ];
        let all = join_all(all.map(async |waits| {
            waits.await;
            went.set(went.get() + 1);
        }));
        if timeout(secs(5), join(all, button)).await.is_err() {
            fail(format!(
                "the event was set at 2s, when three were waiting in `wait`, and {} of them went on: \
                 `set` should let all go who wait, and wake each of them",
                match went.get() {
                    0 => "none".to_owned(),
                    some => format!("only {some}"),
                }
            ));
        }
        lab.expect_because(
            "
               0s    1s    2s
            a  ............*
            b  ............*
            c        ......*
            ",
            "all who wait should go at the very instant the event is set: not one after another, \
             and not at the next look",
        );
    });
}

#[test]
fn who_comes_late_does_not_wait() {
    virtual_time(async |_lab: Lab| {
        let event = Event::new();
        event.set();
        for nth in ["first", "second", "third"] {
            let mut late = task::spawn(event.wait());
            if late.poll().is_pending() {
                let stands = event.is_set();
                fail(format!(
                    "the event was set, and the {nth} who called `wait` after that did not go on \
                     in the first poll, {}",
                    match (stands, late.poll().is_ready()) {
                        (_, true) => {
                            "but did in a second one: nobody has to wait while the flag is set, so \
                             look at it before anything else"
                        }
                        (true, false) => {
                            "though `is_set` says that the flag is set: `wait` has to look at the \
                             flag before it waits, and nobody has to wait while it is set"
                        }
                        (false, false) => {
                            "and `is_set` says that the flag is not set any more: the flag has to \
                             stay set until it is cleared, and nobody has to wait while it is"
                        }
                    }
                ));
            }
        }
    });
}

/// Why this event, which was set twice and cleared once, may be set still.
fn still_set(event: &Event) -> &'static str {
    event.clear();
    let once = Event::new();
    once.set();
    once.clear();
    match (event.is_set(), once.is_set()) {
        (true, true) => {
            "a second `clear` did not take the flag down either, nor does one `clear` after a single \
             `set`: your `clear` takes no flag down, and it should"
        }
        (true, false) => {
            "a second `clear` did not take the flag down either, though one does after a single `set`: one \
             `clear` should, however often it was set"
        }
        (false, _) => {
            "it took one more `clear` to take the flag down: one `clear` should, however often it was set"
        }
    }
}

#[test]
fn it_tells_how_the_flag_stands() {
    virtual_time(async |_lab: Lab| {
        let event = Event::new();
        let stands = |asked: &str, expected: bool| {
            for nth in 1..=2 {
                if event.is_set() == expected {
                    continue;
                }
                let set = if expected { "be set" } else { "not be set" };
                let why = match (nth, expected) {
                    (2, _) => "the first time it had told otherwise, and asking changes nothing",
                    (_, true) => "one `set` sets the flag, whatever was before",
                    (_, false) if asked.contains("new event") => "nobody has set it yet",
                    (_, false) => still_set(&event),
                };
                fail(format!(
                    "`is_set` was asked {asked}, and told that the flag is {}; it should {set}: \
                     {why}",
                    if expected { "not set" } else { "set" }
                ));
            }
        };
        stands("of a new event", false);
        event.clear();
        stands("after a `clear` of a new event", false);
        event.set();
        stands("after a `set`", true);
        event.set();
        stands("after two of them", true);
        event.clear();
        stands("after two `set` and one `clear`", false);
        event.clear();
        stands("after two of each", false);
        event.set();
        stands("after one more `set`", true);
        let mut late = task::spawn(event.wait());
        if late.poll().is_pending() {
            // The same, and nobody has asked.
            let event = Event::new();
            event.set();
            fail(match task::spawn(event.wait()).poll().is_ready() {
                true => {
                    "`is_set` had told that the flag is set, and after that somebody had to wait \
                     for it, as nobody has to where `is_set` is not asked before: asking changes \
                     nothing"
                }
                false => {
                    "the flag was set, `is_set` told so, and after that somebody had to wait for \
                     it, as they have to where `is_set` is not asked before: `wait` has to look at \
                     the flag before it waits"
                }
            });
        }
    });
}

#[test]
fn a_set_after_the_call_and_before_the_first_poll_is_not_missed() {
    virtual_time(async |_lab: Lab| {
        let event = Event::new();
        let waiting = event.wait();
        event.set();
        if timeout(secs(60), waiting).await.is_err() {
            let comes_now = task::spawn(event.wait()).poll().is_ready();
            fail(match comes_now {
                true => {
                    "a wake-up was lost between the look and the wait: the event was set after the \
                     call of `wait` and before its first poll, and that one still waits, though \
                     whoever calls `wait` now goes on at once"
                }
                false => {
                    "the event was set after the call of `wait` and before its first poll, and \
                     that one still waits, and so does whoever calls `wait` now: who polls it \
                     while the flag is set has to find it so, and to go on"
                }
            });
        }
    });
}

#[test]
fn cleared_it_holds_again() {
    virtual_time(async |lab: Lab| {
        let event = Event::new();
        event.set();
        event.set();
        event.clear();
        if event.is_set() {
            fail(format!(
                "the event was set twice and cleared once, and `is_set` told that it is set; {}",
                still_set(&event)
            ));
        }
        let button = async {
            sleep(secs(1)).await;
            event.set();
        };
        let a = async {
            waits(&lab, &event, "a").await;
            lab.now()
        };
        let (went, ()) = join(a, button).await;
        let why = match went < secs(1) {
            true => {
                "`set` and `clear` had been called before `a` came, and `a` was let go all the \
                 same: `set` lets go those who wait at that moment, before it returns, and leaves \
                 nothing behind, no permit and no task, that lets go who comes after `clear`"
            }
            false => {
                "whoever waits after `clear` should wait for the next `set`, and go at that instant"
            }
        };
        lab.expect_because(
            "
               0s    1s
            a  ......*
            ",
            why,
        );
    });
}

#[test]
fn a_thousand_wait_for_a_day_and_are_not_woken_before_it_is_set() {
    // Nobody is to be held up by tokio's own budget for a task, which is less than a thousand.
    virtual_time(async |lab: Lab| {
        unconstrained(async move {
        lab.lasts(A_DAY);
        let event = Event::new();
        let mut waiting: Vec<_> = (0..1000).map(|_| task::spawn(event.wait())).collect();
        let pending = waiting.iter_mut().filter_map(|w| w.poll().is_pending().then_some(()));
        expect_eq(
            pending.count(),
            1000,
            "a thousand came to wait for an event that had never been set, and not all of them waited",
        );
        sleep(A_DAY).await;
        let woken = waiting.iter().filter(|waiter| waiter.is_woken()).count();
        if woken > 0 {
            fail(format!(
                "nothing happened for a day, and {woken} of a thousand who waited were woken: nobody had called `set`, so your code woke them itself, and only `set` should"
            ));
        }
        event.set();
        expect_eq(
            waiting.iter().filter(|waiter| waiter.is_woken()).count(),
            1000,
            "the event was set, and when `set` had returned not all of a thousand who waited had \
             been woken: `set` wakes them itself, all of them",
        );
        let gone = waiting.iter_mut().filter_map(|w| w.poll().is_ready().then_some(()));
        expect_eq(
            gone.count(),
            1000,
            "the event was set, and not all of a thousand who waited went on when they were polled",
        );
    }).await
    });
}

#[test]
fn a_set_lets_those_go_who_wait_and_nobody_who_comes_after_a_clear() {
    virtual_time(async |_lab: Lab| {
        let event = Event::new();
        let mut first = task::spawn(event.wait());
        assert!(
            first.poll().is_pending(),
            "somebody went on though the event had never been set"
        );
        // More often than any list of news holds.
        for _ in 0..1000 {
            event.set();
            event.clear();
        }
        let stands = event.is_set();
        let mut second = task::spawn(event.wait());
        if second.poll().is_ready() {
            fail(format!(
                "the event was set and then cleared, again and again, and somebody who came after that \
                 went on at once{}",
                match stands {
                    true =>
                        ": the flag was set still, and the last `clear` should have taken it down",
                    false => ", though `is_set` told that the flag is not set",
                }
            ));
        }
        assert!(
            first.poll().is_ready(),
            "the event was set while somebody waited, and cleared before that one got to run: it \
             should go on all the same, and not look at the flag again"
        );
        let mut third = task::spawn(event.wait());
        assert!(
            second.poll().is_pending() && third.poll().is_pending(),
            "one who had waited went on, and let somebody go who came after the `clear` and should \
             have waited for the next `set`"
        );
        event.set();
        assert!(
            second.poll().is_ready() && third.poll().is_ready(),
            "the event was set again, and not all who waited for that went on"
        );
    });
}

#[test]
fn any_thread_may_set_it() {
    real_time_on(2, async |lab: Lab| {
        let event = Arc::new(Event::new());
        let waiting: Vec<_> = (0..20)
            .map(|_| {
                let event = Arc::clone(&event);
                tokio::spawn(async move { event.wait().await })
            })
            .collect();
        // No runtime is around this thread.
        let button = Arc::clone(&event);
        let stood = lab
            .thread(move || {
                let before = button.is_set();
                button.clear();
                button.set();
                (before, button.is_set())
            })
            .await;
        lab.span("the waiters", join_all(waiting)).await;
        expect_eq(
            stood,
            (false, true),
            "a plain thread asked how a new event stands, and again when it had set it",
        );
    });
}

#[test]
fn a_flag_cleared_at_once_still_lets_all_go_who_waited() {
    virtual_time(async |lab: Lab| {
        let event = Event::new();
        let button = async {
            sleep(secs(1)).await;
            event.set();
            event.clear();
        };
        let waiters = join(waits(&lab, &event, "a"), waits(&lab, &event, "b"));
        within(
            secs(60),
            join(waiters, button),
            "the event was set and cleared at once, and not all who had waited for it went on: \
             whoever was waiting goes, and does not look at the flag again on waking",
        )
        .await;
        lab.expect(
            "
               0s    1s
            a  ......*
            b  ......*
            ",
        );
    });
}

#[test]
fn nobody_is_missed_whatever_runs_first() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let event = Event::new();
        let at = ms(103);
        let mut expected = Timeline::new();
        let mut waiters = Vec::new();
        for n in 1..=draw.size(2..=6) {
            let name = format!("{n}");
            // Before it is set, after it, or at that very instant, a few turns earlier or later.
            let begins = *draw.pick(&[ms(0), ms(51), at, at, ms(152)]);
            let gives_way = draw.size(0..=6);
            expected = match begins {
                begins if begins < at => expected.wait(&name, begins, at),
                _ => expected.wait(&name, begins, begins),
            };
            expected = expected.mark(&name, at.max(begins), '*');
            let (lab, event) = (&lab, &event);
            waiters.push(async move {
                sleep(begins).await;
                for _ in 0..gives_way {
                    tokio::task::yield_now().await;
                }
                waits(lab, event, &name).await;
            });
        }
        let gives_way = draw.size(0..=6);
        let button = async {
            sleep(at).await;
            for _ in 0..gives_way {
                tokio::task::yield_now().await;
            }
            event.set();
        };
        join(join_all(waiters), button).await;
        lab.expect(expected);
    });
}

#[test]
fn only_set_wakes_a_waiter() {
    virtual_time(async |_lab: Lab| {
        let event = Event::new();
        let mut one = task::spawn(event.wait());
        let mut other = task::spawn(event.wait());
        assert!(
            one.poll().is_pending() && other.poll().is_pending(),
            "somebody went on though the event had never been set"
        );
        sleep(secs(10)).await;
        assert!(
            !one.is_woken() && !other.is_woken(),
            "a waiter woke itself though nothing had happened: it asks in a loop instead of \
             waiting to be woken"
        );
        event.clear();
        assert!(
            !one.is_woken() && !other.is_woken(),
            "`clear` woke somebody, though there is nothing to go on with"
        );
        event.set();
        assert!(
            one.is_woken() && other.is_woken(),
            "`set` should wake all who wait, at once: somebody was not woken"
        );
        assert!(
            one.poll().is_ready() && other.poll().is_ready(),
            "somebody was woken by `set` and still did not go on"
        );
    });
}

#[test]
fn a_cancelled_waiter_changes_nothing_for_the_others() {
    cancel_at_every_await(async |lab: Lab| {
        let event = Event::new();
        let button = async {
            sleep(secs(1)).await;
            event.set();
        };
        let stays = async {
            within(
                secs(60),
                event.wait(),
                "somebody still waited after the event was set: `set` wakes all who wait, and none \
                 of them depends on another, who may have been cancelled",
            )
            .await;
            expect_eq(
                lab.now(),
                secs(1),
                "a waiter did not go on at the instant the event was set",
            );
        };
        let cancelled = lab.cut(event.wait());
        let _ended = join3(cancelled, stays, button).await;
        event.clear();
        let stands = event.is_set();
        let again = async {
            event.wait().await;
            lab.now()
        };
        let button = async {
            sleep(secs(1)).await;
            event.set();
            lab.now()
        };
        let (went, set) = join(again, button).await;
        expect_eq(
            went,
            set,
            match stands {
                true => {
                    "the event was set and then cleared, and somebody who came after that did not wait \
                     for the next `set`: the flag was set still, and `clear` should have taken it down"
                }
                false => {
                    "somebody went on who should have waited for the next `set`: the one before had been \
                     cleared, and nothing of it may be left, not even what a cancelled waiter did not take"
                }
            },
        );
    });
}

#[test]
fn no_clear_lets_anybody_go() {
    virtual_time(async |_lab: Lab| {
        let event = Event::new();
        let mut waiters = [(); 3].map(|()| task::spawn(event.wait()));
        for cleared in 0..=3 {
            for waiter in &mut waiters {
                if waiter.poll().is_ready() {
                    fail(format!(
                        "the event had never been set, only cleared {cleared} times, and somebody \
                         who waited and was polled again went on: clearing a flag that is not set \
                         changes nothing, and only `set` lets anybody go"
                    ));
                }
            }
            event.clear();
        }
        event.set();
        event.clear();
        event.clear();
        let mut late = task::spawn(event.wait());
        if late.poll().is_ready() {
            fail(format!(
                "the event was set and then cleared twice, and who came after that did not wait{}",
                match event.is_set() {
                    true => ": the flag was set still, and `clear` should have taken it down",
                    false => ", though `is_set` told that the flag is not set",
                }
            ));
        }
        event.clear();
        if late.poll().is_ready() {
            fail(
                "somebody waited for the next `set`, and went on after one more `clear`: only \
                 `set` lets anybody go",
            );
        }
        if waiters.iter_mut().any(|waiter| waiter.poll().is_pending()) {
            fail(
                "three waited when the event was set, it was then cleared more than once, and not \
                 all of them went on",
            );
        }
    });
}

/// What was done with an event, one thing after another.
fn steps(done: &[String]) -> String {
    done.join(", ")
}

#[test]
fn whatever_is_done_in_whatever_order_only_set_lets_go_and_it_lets_all_go() {
    for_seeds(60, async |lab: Lab| {
        // Many polls in one task, which tokio's budget for it is not to end.
        unconstrained(async move {
            let mut draw = lab.draw();
            let event = Event::new();
            let (mut done, mut is_set, mut came) = (Vec::new(), false, 0);
            // Who waits, and whether there was a `set` since.
            let mut waiters = Vec::new();
            for _ in 0..draw.size(10..=40) {
                let which = draw.size(0..=9);
                match which {
                    0 | 1 => {
                        done.push("set".to_owned());
                        event.set();
                        is_set = true;
                        for (_, waiter, go) in &mut waiters {
                            *go = true;
                            if !task::Spawn::is_woken(waiter) {
                                let done = steps(&done);
                                fail(format!("`set` did not wake all who waited, after: {done}"));
                            }
                        }
                    }
                    2 | 3 => {
                        done.push("clear".to_owned());
                        event.clear();
                        is_set = false;
                    }
                    4..=6 => {
                        came += 1;
                        done.push(format!("waiter {came} comes"));
                        let mut waiter = task::spawn(event.wait());
                        match (waiter.poll().is_ready(), is_set) {
                            (true, true) => {}
                            (false, false) => waiters.push((came, waiter, false)),
                            (true, false) => fail(format!(
                                "somebody came while the flag was not set, and did not wait, after: \
                                 {}",
                                steps(&done)
                            )),
                            (false, true) => fail(format!(
                                "somebody came while the flag was set, and had to wait, after: {}",
                                steps(&done)
                            )),
                        }
                    }
                    _ if waiters.is_empty() => {}
                    7 => {
                        let (n, waiter, _) = waiters.remove(draw.size(0..=waiters.len() - 1));
                        done.push(format!("waiter {n} is cancelled"));
                        drop(waiter);
                    }
                    _ => {
                        let (n, mut waiter, go) = waiters.remove(draw.size(0..=waiters.len() - 1));
                        done.push(format!("waiter {n} is polled again"));
                        match (waiter.poll().is_ready(), go) {
                            (true, true) => {}
                            (false, false) => waiters.push((n, waiter, false)),
                            (true, false) => fail(format!(
                                "waiter {n} went on, though there was no `set` since it had come, \
                                 after: {}",
                                steps(&done)
                            )),
                            (false, true) => fail(format!(
                                "waiter {n} did not go on, though there was a `set` since it had \
                                 come, after: {}",
                                steps(&done)
                            )),
                        }
                    }
                }
                for (n, waiter, go) in &waiters {
                    if waiter.is_woken() && !go {
                        fail(format!(
                            "waiter {n} was woken, though there was no `set` since it had come, \
                             after: {}",
                            steps(&done)
                        ));
                    }
                }
                expect_eq(
                    event.is_set(),
                    is_set,
                    format!("`is_set` was wrong, after: {}", steps(&done)),
                );
            }
        })
        .await;
    });
}

#[test]
fn a_set_on_another_thread_is_not_missed_by_whoever_looks() {
    type Waiting = Mutex<task::Spawn<BoxFuture<'static, ()>>>;
    race(
        || {
            let event = Arc::new(Event::new());
            let waits = Arc::clone(&event);
            let waiting: Waiting = Mutex::new(task::spawn(Box::pin(async move {
                waits.wait().await;
            })));
            (event, waiting)
        },
        |(_, waiting)| lock(waiting).poll().is_ready(),
        |(event, _)| event.set(),
        |(_, waiting), went_on, ()| {
            if went_on {
                return Order::OtherFirst;
            }
            if !lock(waiting).is_woken() {
                fail(
                    "somebody looked at the flag while another thread set it, saw that it was not \
                     set, and waited, and that `set` did not wake the waiter: it came between the \
                     look and the wait",
                );
            }
            if lock(waiting).poll().is_pending() {
                fail("`set` on another thread woke a waiter, and the waiter still did not go on");
            }
            Order::OneFirst
        },
    );
}

#[test]
fn a_waiter_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a waiter that is {way}"));
            let (event, before) = (&Event::new(), lab.now());
            let button = async {
                sleep(secs(2)).await;
                event.set();
            };
            within(
                secs(60),
                apart(vec![
                    Box::pin(lab.polled(way, event.wait())),
                    Box::pin(event.wait()),
                    Box::pin(lab.polled(way, event.wait())),
                    Box::pin(button),
                ]),
                format!(
                    "the event was set, and a waiter that was {way} did not go on: `set` should wake \
                     it by the waker of its last poll, in whichever task that was"
                ),
            )
            .await;
            expect_eq(
                lab.now() - before,
                secs(2),
                "the event was set after two seconds, and not all who waited went on at that \
                 instant",
            );
        }
    });
}
