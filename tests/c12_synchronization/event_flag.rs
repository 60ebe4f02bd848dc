//! `event_flag`: all who wait go at once, who comes late does not wait, and nobody is missed.

use async_katas::c12_synchronization::event_flag::Event;
use futures::future::{join, join_all, join3};
use lab::{
    Lab, Timeline, cancel_at_every_await, expect_eq, for_seeds, ms, secs, virtual_time, within,
};
use tokio::time::sleep;
use tokio_test::task;

/// Waits for the event on this lane, then marks that it went on.
async fn waits(lab: &Lab, event: &Event, name: &str) {
    lab.wait(name, event.wait()).await;
    lab.mark(name, '*');
}

#[test]
fn all_who_wait_go_at_the_instant_it_is_set() {
    virtual_time(async |lab: Lab| {
        let event = Event::new();
        let button = async {
            sleep(secs(2)).await;
            event.set();
        };
        let late = async {
            sleep(secs(1)).await;
            waits(&lab, &event, "c").await;
        };
        let both = join(waits(&lab, &event, "a"), waits(&lab, &event, "b"));
        join3(both, late, button).await;
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
    virtual_time(async |lab: Lab| {
        let event = Event::new();
        assert!(!event.is_set(), "a new event should not be set");
        event.set();
        assert!(event.is_set(), "an event that was set should say so");
        for _ in 0..3 {
            within(
                secs(60),
                event.wait(),
                "somebody who came after the event was set waited for ever: the flag has to stay \
                 set until it is cleared",
            )
            .await;
        }
        expect_eq(
            lab.now(),
            secs(0),
            "somebody waited though the event was set",
        );
    });
}

#[test]
fn a_set_after_the_call_and_before_the_first_poll_is_not_missed() {
    virtual_time(async |_lab: Lab| {
        let event = Event::new();
        let waiting = event.wait();
        event.set();
        within(
            secs(60),
            waiting,
            "a wake-up was lost between the look and the wait: the event was looked at first, \
             then it was set, and only then did the waiter sign up for it",
        )
        .await;
    });
}

#[test]
fn cleared_it_holds_again() {
    virtual_time(async |lab: Lab| {
        let event = Event::new();
        event.set();
        event.set();
        event.clear();
        assert!(
            !event.is_set(),
            "an event that was cleared should not say that it is set"
        );
        let button = async {
            sleep(secs(1)).await;
            event.set();
        };
        join(waits(&lab, &event, "a"), button).await;
        lab.expect_because(
            "
               0s    1s
            a  ......*
            ",
            "whoever waits after `clear` should wait for the next `set`, and go at that instant, \
             whatever was set before",
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
        let at = ms(100);
        let mut expected = Timeline::new();
        let mut waiters = Vec::new();
        for n in 1..=draw.size(2..=6) {
            let name = format!("{n}");
            // Before it is set, after it, or at that very instant, a few turns earlier or later.
            let begins = *draw.pick(&[ms(0), ms(50), at, at, ms(150)]);
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
            "somebody went on who should have waited for the next `set`: the one before had been \
             cleared, and nothing of it may be left, not even what a cancelled waiter did not take",
        );
    });
}
