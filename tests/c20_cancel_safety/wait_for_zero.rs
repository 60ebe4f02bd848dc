//! `wait_for_zero`: who waits for nobody, or for somebody, goes on at that moment, and is not missed.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_katas::c20_cancel_safety::wait_for_zero::{Guard, Tracker};
use futures::future::{BoxFuture, LocalBoxFuture, join, join_all, join3};
use futures::{FutureExt, poll};
use lab::timeline::{short, times};
use lab::{
    A_DAY, Draw, Lab, Order, PlainLab, Timeline, Way, cancel_at_every_await, expect_eq, fail,
    for_seeds, ms, plain_thread, race, real_time_on, secs, virtual_time,
};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, unconstrained};
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::apart::apart;
use super::basics::Basics;
use super::by_hand::ByHand;

/// What somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum For {
    Nobody,
    Somebody,
}

use super::let_go::let_go;
use super::lock::lock;
use super::memory_kept::{comes_and_leaves, kept_of_a_thousand};
use super::piles::wakers_kept;
use super::woken::not_woken;
use For::{Nobody, Somebody};

impl For {
    const BOTH: [For; 2] = [Nobody, Somebody];

    fn method(self) -> &'static str {
        match self {
            Nobody => "`idle`",
            Somebody => "`busy`",
        }
    }

    async fn wait(self, tracker: &Tracker) {
        match self {
            Nobody => tracker.idle().await,
            Somebody => tracker.busy().await,
        }
    }

    /// Whether that is so with so many inside.
    fn is(self, inside: usize) -> bool {
        (inside == 0) == (self == Nobody)
    }

    /// A tracker at which this is not so, and who is inside.
    fn not_yet(self) -> (Tracker, Vec<Guard>) {
        let tracker = Tracker::new();
        let guards = match self {
            Nobody => vec![tracker.enter()],
            Somebody => Vec::new(),
        };
        (tracker, guards)
    }

    /// Makes it so.
    fn comes(self, tracker: &Tracker, guards: &mut Vec<Guard>) {
        match self {
            Nobody => guards.clear(),
            Somebody => guards.push(tracker.enter()),
        }
    }

    /// How it came about, as in a sentence.
    fn came(self) -> &'static str {
        match self {
            Nobody => "the last guard was dropped",
            Somebody => "somebody entered",
        }
    }
}

const BASICS: Basics = Basics(broken);

/// What does not hold of a tracker with one or two inside, if anything does not: whatever else fails
/// then may fail for that reason.
fn broken() -> Option<String> {
    let tracker = Tracker::new();
    if tracker.inside() > 0 {
        return Some(format!(
            "nobody has entered a new tracker, and `inside` tells {}",
            tracker.inside()
        ));
    }
    if task::spawn(unconstrained(tracker.idle()))
        .poll()
        .is_pending()
    {
        return Some(
            "nobody had entered a new tracker, and `idle` did not return in its first poll: it should \
             look whether anybody is inside before it waits"
                .to_owned(),
        );
    }
    let (first, second) = (tracker.enter(), tracker.enter());
    let_go(first);
    if tracker.inside() != 1 {
        return Some(format!(
            "two entered and one of them left, and when `drop` had returned, `inside` told {}: a guard \
             counts out at once when it is dropped",
            tracker.inside()
        ));
    }
    let_go(second);
    if task::spawn(unconstrained(tracker.busy())).poll().is_ready() {
        return Some(
            "somebody had come and gone, nobody was inside, and `busy` returned: it should wait until \
             somebody is"
                .to_owned(),
        );
    }
    if task::spawn(unconstrained(tracker.idle()))
        .poll()
        .is_pending()
    {
        return Some(
            "somebody had come and gone, nobody was inside, and `idle` did not return in its first poll"
                .to_owned(),
        );
    }
    For::BOTH.into_iter().find_map(broken_waits)
}

/// The part of it about waiters.
fn broken_waits(what: For) -> Option<String> {
    let method = what.method();
    let (tracker, mut guards) = what.not_yet();
    let mut waiting = [(); 3].map(|()| task::spawn(unconstrained(what.wait(&tracker))));
    for waits in &mut waiting {
        if waits.poll().is_ready() {
            return Some(
                match what {
                    Nobody => {
                        "somebody was inside, and `idle` returned; it should wait until nobody is"
                    }
                    Somebody => {
                        "nobody was inside, and `busy` returned; it should wait until somebody is"
                    }
                }
                .to_owned(),
            );
        }
        if waits.is_woken() {
            return Some(format!(
                "whoever waits in {method} had itself polled again in its first poll, as by \
                 `yield_now`, though nothing had happened: it should be woken when its moment comes"
            ));
        }
    }
    if what == Nobody {
        let mut early = |when: &str| {
            let woken = waiting.iter().position(|waits| waits.is_woken())?;
            let then = match waiting[woken].poll().is_ready() {
                true => "and went on",
                false => "only to look and wait again",
            };
            Some(format!(
                "somebody waited in `idle`, {when}, somebody else stayed inside, and the waiter was \
                 woken by that, {then}: only the last guard that is dropped should wake it"
            ))
        };
        guards.push(tracker.enter());
        if let Some(why) = early("one more entered") {
            return Some(why);
        }
        guards.pop();
        if let Some(why) = early("one of two inside left") {
            return Some(why);
        }
    }
    what.comes(&tracker, &mut guards);
    let woken = waiting.iter().filter(|waits| waits.is_woken()).count();
    if woken < 3 {
        let woken = match woken {
            0 => "none of them had been woken by then",
            1 => "only one of them had been woken by then",
            _ => "only two of them had been woken by then",
        };
        return Some(format!(
            "three waited in {method}, {}, and {woken}",
            what.came()
        ));
    }
    if waiting.iter_mut().any(|waits| waits.poll().is_pending()) {
        return Some(format!(
            "three waited in {method}, {}, they were woken, and not all of them went on when they were \
             polled",
            what.came()
        ));
    }
    None
}

/// As `assert!`, with what does not hold of a small tracker in the place of the reason.
macro_rules! holds {
    ($is:expr, $($why:tt)*) => {
        if !$is {
            BASICS.fails(format!($($why)*));
        }
    };
}

/// An instant that nothing else has.
fn instant(draw: &mut Draw, taken: &mut BTreeSet<Duration>) -> Duration {
    loop {
        let at = draw.off_grid(ms(1)..=ms(999));
        if taken.insert(at) {
            return at;
        }
    }
}

#[test]
fn each_goes_on_at_the_first_moment_of_what_it_waits_for() {
    for_seeds(40, async |lab: Lab| {
        lab.explain("idle 1", "somebody in `idle`");
        lab.explain("busy 1", "somebody in `busy`");
        let (mut draw, mut taken) = (lab.draw(), BTreeSet::new());
        let tracker = &Tracker::new();
        let lab = &lab;
        let mut expected = Timeline::new();
        let mut all: Vec<LocalBoxFuture<'_, ()>> = Vec::new();
        let mut stays = Vec::new();
        for n in 1..=draw.size(1..=5) {
            let [one, other] = [(); 2].map(|()| instant(&mut draw, &mut taken));
            let (comes, leaves) = (one.min(other), one.max(other));
            stays.push((comes, leaves));
            let name = format!("guard {n}");
            expected = expected.span(&name, comes, leaves);
            all.push(Box::pin(async move {
                sleep(comes).await;
                let stay = async {
                    let _guard = tracker.enter();
                    sleep(leaves - comes).await;
                };
                lab.span(&name, stay).await;
            }));
        }
        // After all of them somebody comes once more, so that nobody waits for ever.
        let (comes, leaves) = (ms(1003), ms(1017));
        stays.push((comes, leaves));
        expected = expected.span("last guard", comes, leaves);
        all.push(Box::pin(async move {
            sleep(comes).await;
            let stay = async {
                let _guard = tracker.enter();
                sleep(leaves - comes).await;
            };
            lab.span("last guard", stay).await;
        }));
        for n in 1..=draw.size(1..=4) {
            let what = *draw.pick(&For::BOTH);
            let begins = instant(&mut draw, &mut taken);
            let inside = |at: Duration| {
                let are = stays
                    .iter()
                    .filter(|(comes, leaves)| *comes <= at && at < *leaves);
                are.count()
            };
            let moments = stays.iter().flat_map(|(comes, leaves)| [*comes, *leaves]);
            let goes_on = moments
                .chain([begins])
                .filter(|at| *at >= begins && what.is(inside(*at)))
                .min()
                .unwrap_or(leaves);
            let name = match what {
                Nobody => format!("idle {n}"),
                Somebody => format!("busy {n}"),
            };
            expected = expected.span(&name, begins, goes_on);
            all.push(Box::pin(async move {
                sleep(begins).await;
                lab.span(&name, what.wait(tracker)).await;
            }));
        }
        if timeout(secs(60), apart(all)).await.is_err() {
            BASICS.fails(
                "guards came and went, and somebody in `idle` or `busy` waited on after all of them",
            );
        }
        BASICS.draws(lab, expected, "");
    });
}

#[test]
fn it_counts_who_is_inside() {
    virtual_time(async |_lab: Lab| {
        let tracker = Tracker::new();
        let inside = |when: &str, expected: usize| {
            for _ in 0..2 {
                let inside = tracker.inside();
                // As far as one, two or four bytes go.
                let most = [8, 16, 32].map(|bits| (1_usize << bits) - 1);
                let end = most.into_iter().find(|most| {
                    expected > *most && (inside == *most || inside == expected % (most + 1))
                });
                if let Some(most) = end.filter(|_| inside != expected) {
                    fail(format!(
                        "`inside` tells {inside} {when}: it counts no further than {most}, which is all \
                         that the number that you count in can hold"
                    ));
                }
                BASICS.equal(
                    inside,
                    expected,
                    format!("{when}, `inside` tells another number"),
                );
            }
        };
        inside("at first", 0);
        let first = tracker.enter();
        inside("when one has entered", 1);
        let second = tracker.enter();
        inside("when two have entered", 2);
        let_go(first);
        inside("when two have entered and the first of them has left", 1);
        let_go(second);
        inside("when two have entered and both have left", 0);
        let many: Vec<_> = (0..100_000).map(|_| tracker.enter()).collect();
        inside("when a hundred thousand have entered", 100_000);
        let_go(many);
        inside("when a hundred thousand have entered and left", 0);
    });
}

#[test]
fn who_comes_in_time_does_not_wait() {
    virtual_time(async |_lab: Lab| {
        let tracker = Tracker::new();
        for round in ["at first", "when somebody had come and gone"] {
            let at_once = task::spawn(tracker.idle()).poll().is_ready();
            holds!(
                at_once,
                "nobody was inside, {round}, and `idle` did not return in its first poll"
            );
            holds!(
                task::spawn(tracker.busy()).poll().is_pending(),
                "nobody was inside, {round}, and `busy` returned; it should wait until somebody is"
            );
            let guard = tracker.enter();
            let at_once = task::spawn(tracker.busy()).poll().is_ready();
            holds!(
                at_once,
                "somebody was inside, and `busy` did not return in its first poll"
            );
            holds!(
                task::spawn(tracker.idle()).poll().is_pending(),
                "somebody was inside, and `idle` returned; it should wait until nobody is"
            );
            let_go(guard);
        }
    });
}

/// A panic that no hook hears of.
fn panics_with(guard: Guard) {
    let panicked = catch_unwind(AssertUnwindSafe(move || {
        let _guard = guard;
        resume_unwind(Box::new("no paper"));
    }));
    assert!(panicked.is_err());
}

#[test]
fn a_guard_counts_out_however_it_is_dropped() {
    virtual_time(async |lab: Lab| {
        for how in [
            "in a panic",
            "in a task that was cancelled",
            "in a task that came to its end",
            "in a future that was dropped half-way",
        ] {
            lab.case(format!("the last guard, dropped {how}"));
            let tracker = Tracker::new();
            let guard = tracker.enter();
            let mut waits = task::spawn(tracker.idle());
            let _pending = waits.poll();
            match how {
                "in a panic" => panics_with(guard),
                "in a task that was cancelled" => {
                    let task = tokio::spawn(async move {
                        let _guard = guard;
                        std::future::pending::<()>().await;
                    });
                    tokio::task::yield_now().await;
                    task.abort();
                    let _cancelled = task.await;
                }
                "in a task that came to its end" => {
                    let _ended = tokio::spawn(async move { let_go(guard) }).await;
                }
                _ => {
                    let half_way = async move {
                        let _guard = guard;
                        std::future::pending::<()>().await;
                    };
                    let _dropped = half_way.now_or_never();
                }
            }
            BASICS.equal(
                tracker.inside(),
                0,
                format!("a guard was dropped {how}, and did not count out at once"),
            );
            holds!(
                waits.is_woken() && waits.poll().is_ready(),
                "the last guard was dropped {how}, and somebody in `idle` did not go on"
            );
        }
        lab.case("a guard that is dropped when its tracker is gone");
        let tracker = Tracker::new();
        let guards = vec![tracker.enter()];
        let_go(tracker);
        let_go(guards);
    });
}

#[test]
fn one_moment_is_enough() {
    virtual_time(async |_lab: Lab| {
        for what in For::BOTH {
            let method = what.method();
            let (tracker, mut guards) = what.not_yet();
            let mut waiting = [(); 3].map(|()| task::spawn(what.wait(&tracker)));
            for waits in &mut waiting {
                holds!(
                    waits.poll().is_pending(),
                    "{method} returned before the moment had come"
                );
            }
            let then = match what {
                Nobody => {
                    guards.clear();
                    guards.push(tracker.enter());
                    "the last guard was dropped, and somebody entered at once"
                }
                Somebody => {
                    let_go(tracker.enter());
                    "somebody entered, and left at once"
                }
            };
            for waits in &mut waiting {
                holds!(
                    waits.is_woken(),
                    "three waited in {method}, {then}, and one was not woken"
                );
                holds!(
                    waits.poll().is_ready(),
                    "three waited in {method}, {then}, all were woken, and one waited on: the moment \
                     had come while they waited, and whoever looks again on waking misses it"
                );
            }
            let mut late = task::spawn(what.wait(&tracker));
            holds!(
                late.poll().is_pending(),
                "{then}; somebody came after that, and {method} returned at once, for a moment \
                 that was over"
            );
            what.comes(&tracker, &mut guards);
            holds!(
                late.is_woken() && late.poll().is_ready(),
                "somebody waited in {method} for the second time that {}, and did not go on",
                what.came()
            );
        }
    });
}

#[test]
fn a_waiter_that_was_woken_is_not_woken_again_before_it_runs() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async {
            for what in For::BOTH {
                let method = what.method();
                let (tracker, mut guards) = what.not_yet();
                let tasks = [(); 3].map(|()| ByHand::default());
                let mut waiting = [(); 3].map(|()| Box::pin(what.wait(&tracker)));
                for (task, waits) in tasks.iter().zip(&mut waiting) {
                    let _pending = task.poll(waits.as_mut());
                }
                what.comes(&tracker, &mut guards);
                let wakes = || tasks.each_ref().map(ByHand::wakes);
                expect_eq(
                    wakes(),
                    [1; 3],
                    format!(
                        "{}, and this is how often that woke each of three in {method}",
                        what.came()
                    ),
                );
                for _ in 0..5 {
                    match what {
                        Nobody => let_go([tracker.enter(), tracker.enter()]),
                        Somebody => {
                            guards.clear();
                            guards.push(tracker.enter());
                        }
                    }
                }
                if wakes() != [1; 3] {
                    fail(format!(
                        "{}, which woke three in {method}, and before they had run, others came and \
                         left five times more, and woke them again: they had been woken so often in \
                         the end: {:?}; whoever has been woken is to be out of the line, since its \
                         moment has come",
                        what.came(),
                        wakes()
                    ));
                }
                for (task, waits) in tasks.iter().zip(&mut waiting) {
                    assert!(
                        task.poll(waits.as_mut()).is_ready(),
                        "{}, then others came and left, and not all of three in {method} went on",
                        what.came()
                    );
                }
            }
        })
        .await;
    });
}

#[test]
fn waiters_wait_for_a_day_and_are_woken_once_by_what_they_wait_for() {
    // Nobody is to be held up by tokio's own budget for a task, which is less than a thousand.
    virtual_time(async |lab: Lab| {
        unconstrained(async move {
            lab.lasts(A_DAY * 4);
            for what in For::BOTH {
                let method = what.method();
                lab.case(format!("one in {method}, for a day"));
                let (tracker, _guards) = what.not_yet();
                let began = lab.now();
                let mut first = task::spawn(what.wait(&tracker));
                if first.poll().is_ready() {
                    BASICS.fails(format!("{method} returned before its moment had come"));
                }
                tokio::task::yield_now().await;
                if first.is_woken() {
                    fail(format!(
                        "somebody came to {method} before its moment, and had itself polled again at \
                         once, as by `yield_now`, though nothing had happened: it should be woken when \
                         its moment comes"
                    ));
                }
                let_go(first);
                let alone = lab.meter(what.wait(&tracker));
                if timeout(A_DAY, alone).await.is_ok() {
                    BASICS.fails(format!(
                        "nobody came or left, and {method} returned after {}, though its moment had not \
                         come: it should wait however long that takes",
                        short(lab.now() - began)
                    ));
                }
                lab.case(format!("a thousand in {method}"));
                let (tracker, mut guards) = what.not_yet();
                let mut watches = Vec::new();
                let mut waiting = Vec::new();
                for _ in 0..1000 {
                    let waits = lab.meter(what.wait(&tracker));
                    watches.push(waits.watch());
                    waiting.push(task::spawn(waits));
                }
                let went_on = waiting
                    .iter_mut()
                    .filter_map(|w| w.poll().is_ready().then_some(()));
                BASICS.equal(
                    went_on.count(),
                    0,
                    format!("a thousand came to {method}, and so many went on before its moment"),
                );
                let wakes = || watches.iter().map(|watch| watch.wakes());
                let woken = || wakes().max().unwrap_or_default();
                sleep(A_DAY).await;
                if woken() > 0 {
                    fail(format!(
                        "nobody came or left for a day, and one of a thousand in {method} was \
                         woken {}: a waiter should not be woken now and then to look",
                        times(woken())
                    ));
                }
                if what == Nobody {
                    for _ in 0..5 {
                        guards.push(tracker.enter());
                    }
                    // Those who came first leave first.
                    guards.drain(..3);
                    let_go(tracker.enter());
                    if woken() > 0 {
                        BASICS.fails(
                            "others came and left, and somebody was inside all the time, and some \
                             of a thousand in `idle` were woken: only the last guard should wake \
                             them",
                        );
                    }
                }
                what.comes(&tracker, &mut guards);
                let asleep = wakes().filter(|wakes| *wakes == 0).count();
                if asleep > 0 {
                    BASICS.fails(format!(
                        "{}, and after that {asleep} of a thousand in {method} had not been woken: \
                         all who wait should be, by then and not later",
                        what.came()
                    ));
                }
                if woken() > 1 {
                    fail(format!(
                        "{}, and one of a thousand in {method} was woken {} for that: once \
                         is enough",
                        what.came(),
                        times(woken())
                    ));
                }
                let gone = waiting
                    .iter_mut()
                    .filter_map(|w| w.poll().is_ready().then_some(()));
                BASICS.equal(
                    gone.count(),
                    1000,
                    format!(
                        "{}, a thousand in {method} were woken, and only so many went on when they \
                         were polled",
                        what.came()
                    ),
                );
            }
        })
        .await
    });
}

#[test]
fn the_two_kinds_of_waiters_do_not_wake_each_other() {
    virtual_time(async |_lab: Lab| {
        let tracker = Tracker::new();
        let mut guard = None;
        for round in 1..=3 {
            let mut busy = task::spawn(tracker.busy());
            holds!(
                busy.poll().is_pending(),
                "nobody was inside, and `busy` returned, in round {round} of coming and leaving"
            );
            guard.replace(tracker.enter());
            let mut idle = task::spawn(tracker.idle());
            holds!(
                busy.is_woken(),
                "somebody entered, and who had waited in `busy` was not woken, in round {round} of \
                 coming and leaving"
            );
            holds!(
                idle.poll().is_pending(),
                "somebody entered, and who came to `idle` after that did not wait, in round \
                 {round} of coming and leaving"
            );
            holds!(
                busy.poll().is_ready(),
                "somebody entered, and who had waited in `busy` was woken and did not go on, in \
                 round {round} of coming and leaving"
            );
            holds!(
                !idle.is_woken(),
                "who had waited in `busy` went on, and that woke somebody in `idle`, in round \
                 {round} of coming and leaving"
            );
            let mut others = [(); 2].map(|()| task::spawn(tracker.idle()));
            for other in &mut others {
                let _pending = other.poll();
            }
            guard = None;
            let mut all = others.iter_mut().chain([&mut idle]);
            holds!(
                all.all(|idle| idle.is_woken() && idle.poll().is_ready()),
                "the last guard was dropped, and not all of three in `idle` went on, in round \
                 {round} of coming and leaving"
            );
        }
    });
}

#[test]
fn a_waiter_that_is_cancelled_changes_nothing_for_the_others() {
    cancel_at_every_await(async |lab: Lab| {
        for what in For::BOTH {
            let method = what.method();
            lab.case(format!("two in {method}, one of whom is dropped"));
            let began = lab.now();
            let (tracker, mut guards) = what.not_yet();
            let comes = async {
                sleep(ms(1003)).await;
                what.comes(&tracker, &mut guards);
            };
            let cause = format!(
                "two waited in {method}, one of them was dropped, then {}, and the other one did \
                 not go on at that instant",
                what.came()
            );
            let stays = async {
                if timeout(secs(60), what.wait(&tracker)).await.is_err() {
                    BASICS.fails(cause.clone());
                }
                BASICS.equal(lab.now() - began, ms(1003), cause.clone());
            };
            if what == Nobody {
                join3(lab.cut(what.wait(&tracker)), stays, comes).await;
            } else {
                join(stays, comes).await;
            }
        }
    });
}

#[test]
fn whoever_is_dropped_among_three_the_others_go_on() {
    virtual_time(async |_lab: Lab| {
        for what in For::BOTH {
            for leaves in 0..3 {
                for woken in [false, true] {
                    let (tracker, mut guards) = what.not_yet();
                    let mut waiting: Vec<_> =
                        (0..3).map(|_| task::spawn(what.wait(&tracker))).collect();
                    for waits in &mut waiting {
                        let _pending = waits.poll();
                    }
                    let when = if woken {
                        what.comes(&tracker, &mut guards);
                        let_go(waiting.remove(leaves));
                        "after"
                    } else {
                        let_go(waiting.remove(leaves));
                        if let Some(other) = waiting.iter().position(|waits| waits.is_woken()) {
                            // Who stood behind the one who left has moved up by one.
                            let name = NTH[other + usize::from(other >= leaves)];
                            let then = match waiting[other].poll().is_ready() {
                                true => "and came back, though its moment had not come",
                                false => "and waited on",
                            };
                            BASICS.fails(format!(
                                "three waited in {}, the {} of them was dropped, and that woke the \
                                 {name}, which was polled {then}: whoever leaves should take nobody \
                                 but itself out of the line, and wake nobody",
                                what.method(),
                                NTH[leaves]
                            ));
                        }
                        what.comes(&tracker, &mut guards);
                        "before"
                    };
                    let deaf = waiting
                        .iter_mut()
                        .position(|waits| !waits.is_woken() || waits.poll().is_pending());
                    if let Some(deaf) = deaf {
                        BASICS.fails(format!(
                            "three waited in {}, the {} of them was dropped {when} {}, and the {} did \
                             not go on: whoever leaves should take nobody but itself out of the line",
                            what.method(),
                            NTH[leaves],
                            what.came(),
                            NTH[deaf + usize::from(deaf >= leaves)]
                        ));
                    }
                }
            }
        }
    });
}

#[test]
fn who_is_dropped_when_it_was_woken_takes_no_newcomer_out() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async {
            for what in For::BOTH {
                for (olds, news) in [(1, 1), (1, 2), (2, 1), (3, 3)] {
                    for leaves in 0..olds {
                        newcomers(what, olds, news, leaves);
                    }
                }
            }
        })
        .await;
    });
}

/// So many are woken by a moment that is over at once, so many others come, one of the first is dropped
/// before it has run, and the moment comes again.
fn newcomers(what: For, olds: usize, news: usize, leaves: usize) {
    let (tracker, mut guards) = what.not_yet();
    let come = |count: usize| -> Vec<_> {
        let mut these: Vec<_> = (0..count)
            .map(|_| task::spawn(what.wait(&tracker)))
            .collect();
        for waits in &mut these {
            if waits.poll().is_ready() {
                BASICS.fails(format!(
                    "somebody came to {} at another moment than it waits for, and did not wait",
                    what.method()
                ));
            }
        }
        these
    };
    let mut woken = come(olds);
    what.comes(&tracker, &mut guards);
    match what {
        Nobody => guards.push(tracker.enter()),
        Somebody => guards.clear(),
    }
    let mut others = come(news);
    let_go(woken.remove(leaves));
    what.comes(&tracker, &mut guards);
    let deaf = others
        .iter_mut()
        .position(|waits| !waits.is_woken() || waits.poll().is_pending());
    if let Some(deaf) = deaf {
        BASICS.fails(format!(
            "{olds} waited in {method}, {came}, and that moment was over before any of them had run; then \
             {news} more came to {method}, the {} of the old ones was dropped, {came} once more, and the \
             {} of the newcomers did not go on: whoever was woken may be in the list no more, and its place \
             another's, so its drop should take nobody out of it",
            NTH[leaves],
            NTH[deaf],
            method = what.method(),
            came = what.came(),
        ));
    }
}

const NTH: [&str; 3] = ["first", "second", "third"];

/// Three wait in one task, and some of them are dropped, or another task polls them from then on.
fn in_one_task(what: For, leave: &[usize], moves: bool) {
    let method = what.method();
    let (tracker, mut guards) = what.not_yet();
    let (task, other) = (ByHand::default(), ByHand::default());
    let mut waiting = [(); 3].map(|()| Some(Box::pin(what.wait(&tracker))));
    for waits in waiting.iter_mut().flatten() {
        let _pending = task.poll(waits.as_mut());
    }
    for n in leave {
        match (&mut waiting[*n], moves) {
            (Some(waits), true) => let_go(other.poll(waits.as_mut())),
            (waits, _) => let_go(waits.take()),
        }
    }
    what.comes(&tracker, &mut guards);
    let who: Vec<_> = leave.iter().map(|n| format!("the {}", NTH[*n])).collect();
    let case = format!(
        "three waited in {method} in one task, as in a `select!`; then {}. After that {}",
        match moves {
            true => format!("another task took over {}", who.join(", then ")),
            false => format!("the task dropped {}", who.join(", then ")),
        },
        what.came()
    );
    if task.wakes() == 0 {
        fail(format!(
            "{case}, and the task of those that had stayed was not woken: a waiter that leaves should \
             take nothing but its own place out of the line, and not that of another one whose waker \
             is the same"
        ));
    }
    if moves && other.wakes() == 0 {
        fail(format!(
            "{case}, and the task that had polled these last was not woken"
        ));
    }
    for (n, waits) in waiting.iter_mut().enumerate() {
        if let Some(waits) = waits
            && task.poll(waits.as_mut()).is_pending()
        {
            fail(format!("{case}, and the {} of them did not go on", NTH[n]));
        }
    }
}

#[test]
fn waiters_of_one_task_have_a_place_each() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async {
            for what in For::BOTH {
                for leave in [[0].as_slice(), &[1], &[2], &[0, 1], &[2, 1], &[0, 2]] {
                    in_one_task(what, leave, false);
                    in_one_task(what, leave, true);
                }
                // One of the other kind, which was woken and has not run.
                let opposite = match what {
                    Nobody => Somebody,
                    Somebody => Nobody,
                };
                let (tracker, mut guards) = opposite.not_yet();
                let task = ByHand::default();
                let mut leaves = Box::pin(opposite.wait(&tracker));
                let _pending = task.poll(leaves.as_mut());
                opposite.comes(&tracker, &mut guards);
                let mut stays = pin!(what.wait(&tracker));
                let pending = task.poll(stays.as_mut()).is_pending();
                let_go(leaves);
                let before = task.wakes();
                what.comes(&tracker, &mut guards);
                expect_eq(
                    (pending, task.wakes() - before),
                    (true, 1),
                    format!(
                        "in one task, somebody in {} was woken, somebody else came to {}, the first \
                         one was dropped, and then {}: whether the second one had waited, and how \
                         often that woke the task",
                        opposite.method(),
                        what.method(),
                        what.came()
                    ),
                );
            }
        })
        .await;
    });
}

#[test]
fn nothing_piles_up_of_waiters_that_were_dropped() {
    virtual_time(async |lab: Lab| {
        for what in For::BOTH {
            let method = what.method();
            lab.case(format!(
                "a thousand in {method}, each polled once and dropped"
            ));
            let (tracker, _guards) = what.not_yet();
            let kept = wakers_kept(|| what.wait(&tracker));
            if kept > 100 {
                fail(format!(
                    "a thousand came to {method}, one after the other, and were dropped; {kept} of \
                     their wakers are still kept; whoever waits in a `select!` in a loop comes and \
                     leaves a million times"
                ));
            }
            let kept = kept_of_a_thousand(|| comes_and_leaves(what.wait(&tracker)));
            if let Some(kept) = kept {
                fail(format!(
                    "a thousand came to {method}, one after the other, and were dropped, and {kept} \
                     that they took are still held, in a line or a list: whoever is dropped before the \
                     moment comes should leave no place behind"
                ));
            }
        }
    });
}

#[test]
fn any_thread_may_enter_and_leave() {
    real_time_on(2, async |lab: Lab| {
        let tracker = Arc::new(Tracker::new());
        let waiting = twenty_who_wait(&tracker, Somebody).await;
        let enters = Arc::clone(&tracker);
        // No runtime is around this thread.
        let guard = lab.thread(move || enters.enter()).await;
        let all = lab.span("those in `busy`", join_all(waiting));
        if timeout(secs(2), all).await.is_err() {
            BASICS.fails(
                "twenty tasks waited in `busy`, a plain thread entered, and not all went on",
            );
        }
        let waiting = twenty_who_wait(&tracker, Nobody).await;
        lab.thread(move || let_go(guard)).await;
        let all = lab.span("those in `idle`", join_all(waiting));
        if timeout(secs(2), all).await.is_err() {
            BASICS.fails("twenty tasks waited in `idle`, a plain thread left, and not all went on");
        }
        BASICS.equal(
            tracker.inside(),
            0,
            "a plain thread entered, another one left, and `inside` is wrong",
        );
    });
}

/// Twenty tasks, each of which has looked for the first time.
async fn twenty_who_wait(tracker: &Arc<Tracker>, what: For) -> Vec<JoinHandle<()>> {
    let looked = Arc::new(Semaphore::new(0));
    let tasks = (0..20).map(|_| {
        let (tracker, looked) = (Arc::clone(tracker), Arc::clone(&looked));
        tokio::spawn(async move {
            let mut waits = pin!(what.wait(&tracker));
            let first = poll!(waits.as_mut());
            looked.add_permits(1);
            if first.is_pending() {
                waits.await;
            }
        })
    });
    let tasks = tasks.collect();
    let _all = looked.acquire_many(20).await;
    tasks
}

#[test]
fn a_tracker_needs_no_runtime() {
    plain_thread(|_lab: PlainLab| {
        for what in For::BOTH {
            let (tracker, mut guards) = what.not_yet();
            let mut waits = task::spawn(what.wait(&tracker));
            let _pending = waits.poll();
            what.comes(&tracker, &mut guards);
            holds!(
                waits.is_woken() && waits.poll().is_ready(),
                "without a runtime, {}, and somebody in {} did not go on",
                what.came(),
                what.method()
            );
        }
    });
}

/// Somebody who waits, and whether the moment has come since.
struct Waiting {
    what: For,
    number: usize,
    due: bool,
    task: ByHand,
    future: BoxFuture<'static, ()>,
}
/// Something that is done with a tracker; guards and waiters have numbers.
#[derive(Clone, Copy)]
enum Step {
    Enters(usize),
    Leaves(usize),
    Comes(usize, For),
    Gone(usize),
    Again(usize),
}

impl Step {
    fn told(self) -> String {
        match self {
            Step::Enters(_) => "one enters".to_owned(),
            Step::Leaves(_) => "one leaves".to_owned(),
            Step::Comes(number, what) => format!("waiter {number} comes to {}", what.method()),
            Step::Gone(number) => format!("waiter {number} is dropped"),
            Step::Again(number) => format!("waiter {number} is polled again"),
        }
    }
}

/// Whether this waiter was not woken though its moment had come, after these steps at a new tracker.
/// A step of what is not there is left out.
fn is_missed(steps: &[Step], number: usize) -> bool {
    let tracker = Arc::new(Tracker::new());
    let (mut guards, mut waiting) = (Vec::new(), Vec::<Waiting>::new());
    for step in steps {
        match *step {
            Step::Enters(guard) => guards.push((guard, tracker.enter())),
            Step::Leaves(guard) => guards.retain(|(other, _)| *other != guard),
            Step::Comes(number, what) => {
                let tracker = tracker.clone();
                let wait = async move { what.wait(&tracker).await };
                let (task, mut future) = (ByHand::default(), wait.boxed());
                if task.poll(Pin::new(&mut future)).is_pending() {
                    waiting.push(Waiting {
                        what,
                        number,
                        due: false,
                        task,
                        future,
                    });
                }
            }
            Step::Gone(number) => waiting.retain(|waiter| waiter.number != number),
            Step::Again(number) => {
                let waiter = waiting.iter_mut().find(|waiter| waiter.number == number);
                if let Some(waiter) = waiter
                    && waiter.task.poll(Pin::new(&mut waiter.future)).is_ready()
                {
                    waiting.retain(|waiter| waiter.number != number);
                }
            }
        }
        for waiter in &mut waiting {
            waiter.due |= waiter.what.is(guards.len());
        }
    }
    let waiter = waiting.iter().find(|waiter| waiter.number == number);
    waiter.is_some_and(|waiter| waiter.due && waiter.task.wakes() == 0)
}

/// What was done, as in a sentence.
fn listed(steps: &[Step]) -> String {
    let told: Vec<String> = steps.iter().map(|step| step.told()).collect();
    match told.as_slice() {
        [] => "nothing at all".to_owned(),
        told => told.join(", "),
    }
}

/// What is said of a waiter that was missed: the steps that it takes, and whose drop it was, if all
/// goes well without that.
fn missed(steps: &[Step], number: usize) -> String {
    let mut needed = steps.to_vec();
    // Pairs as well, as one who enters and leaves again.
    for place in (0..steps.len()).rev() {
        for other in (0..=place).rev().filter(|_| is_missed(steps, number)) {
            let mut fewer = needed.clone();
            if place < fewer.len() {
                fewer.remove(place);
            }
            if other < place && other < fewer.len() {
                fewer.remove(other);
            }
            if holds_together(&fewer) && is_missed(&fewer, number) {
                needed = fewer;
            }
        }
    }
    let gone = needed.iter().enumerate().find_map(|(place, step)| {
        let Step::Gone(gone) = *step else { return None };
        let mut without = needed.clone();
        without.remove(place);
        let all_goes_well = is_missed(&needed, number) && !is_missed(&without, number);
        all_goes_well.then_some((place, gone))
    });
    let whose = match gone {
        None => String::new(),
        Some((place, gone)) => {
            let had_come = is_due(&needed[..place], gone);
            format!(
                ". It is woken where waiter {gone} is not dropped{}: whoever is dropped may take \
                 nobody but itself out of the list",
                match had_come {
                    true =>
                        ", which had been woken and had not run since, so that it may have been in \
                             the list no more, and its place another's",
                    false => "",
                }
            )
        }
    };
    format!(
        "waiter {number} was not woken though its moment had come, after: {}{whose}",
        listed(&needed)
    )
}

/// Whether nobody leaves, is dropped or is polled that has not come.
fn holds_together(steps: &[Step]) -> bool {
    steps.iter().enumerate().all(|(place, step)| {
        let mut before = steps[..place].iter();
        match *step {
            Step::Enters(_) | Step::Comes(..) => true,
            Step::Leaves(guard) => {
                before.any(|other| matches!(other, Step::Enters(entered) if *entered == guard))
            }
            Step::Gone(number) | Step::Again(number) => {
                before.any(|other| matches!(other, Step::Comes(came, _) if *came == number))
            }
        }
    })
}

/// Whether the moment of this waiter comes with these steps, and it is polled no more after that.
fn is_due(steps: &[Step], number: usize) -> bool {
    let (mut inside, mut waits, mut due) = (0_usize, None, false);
    for step in steps {
        match *step {
            Step::Enters(_) => inside += 1,
            Step::Leaves(_) => inside -= 1,
            Step::Comes(other, what) if other == number => waits = Some(what),
            Step::Again(other) if other == number => return false,
            _ => {}
        }
        due |= waits.is_some_and(|what| what.is(inside));
    }
    due
}

#[test]
fn whatever_is_done_in_whatever_order_nobody_is_missed() {
    for_seeds(60, async |lab: Lab| {
        // Many polls in one task, which tokio's budget for it is not to end.
        unconstrained(async move {
            let mut draw = lab.draw();
            let tracker = Arc::new(Tracker::new());
            let (mut guards, mut waiting, mut came) = (Vec::new(), Vec::<Waiting>::new(), 0);
            let (mut steps, mut entered) = (Vec::new(), 0);
            for _ in 0..draw.size(10..=60) {
                match draw.size(0..=9) {
                    0..=2 => {
                        entered += 1;
                        steps.push(Step::Enters(entered));
                        guards.push((entered, tracker.enter()));
                    }
                    3..=5 if !guards.is_empty() => {
                        let (number, guard) = guards.swap_remove(draw.size(0..=guards.len() - 1));
                        steps.push(Step::Leaves(number));
                        let_go(guard);
                    }
                    6 | 7 => {
                        came += 1;
                        let what = *draw.pick(&For::BOTH);
                        steps.push(Step::Comes(came, what));
                        let tracker = tracker.clone();
                        let wait = async move { what.wait(&tracker).await };
                        let (task, mut future) = (ByHand::default(), wait.boxed());
                        let ready = task.poll(Pin::new(&mut future)).is_ready();
                        let is = what.is(guards.len());
                        if ready != is {
                            let did = if ready { "did not wait" } else { "had to wait" };
                            BASICS.fails(format!(
                                "waiter {came} {did}, with {} inside, after: {}",
                                guards.len(),
                                listed(&steps)
                            ));
                        }
                        if !ready {
                            waiting.push(Waiting {
                                what,
                                number: came,
                                due: false,
                                task,
                                future,
                            });
                        }
                    }
                    8 if !waiting.is_empty() => {
                        let gone = waiting.swap_remove(draw.size(0..=waiting.len() - 1));
                        steps.push(Step::Gone(gone.number));
                    }
                    9 if !waiting.is_empty() => {
                        let nth = draw.size(0..=waiting.len() - 1);
                        let mut waiter = waiting.swap_remove(nth);
                        steps.push(Step::Again(waiter.number));
                        let after = listed(&steps);
                        let polled = waiter.task.poll(Pin::new(&mut waiter.future));
                        match (polled.is_ready(), waiter.due) {
                            (true, true) => {}
                            (false, false) => waiting.push(waiter),
                            (true, false) => BASICS.fails(format!(
                                "waiter {} went on before its moment had come, after: {after}",
                                waiter.number
                            )),
                            (false, true) => BASICS.fails(format!(
                                "waiter {} did not go on though its moment had come, after: {after}",
                                waiter.number
                            )),
                        }
                    }
                    _ => {}
                }
                let after = listed(&steps);
                BASICS.equal(
                    tracker.inside(),
                    guards.len(),
                    format!("`inside` tells another number, after: {after}"),
                );
                for waiter in &mut waiting {
                    waiter.due |= waiter.what.is(guards.len());
                    let number = waiter.number;
                    match (waiter.task.wakes(), waiter.due) {
                        (0, false) | (1, true) => {}
                        (_, false) => BASICS.fails(format!(
                            "waiter {number} was woken before its moment had come, after: {after}"
                        )),
                        (0, true) => BASICS.fails(missed(&steps, number)),
                        (wakes, true) => BASICS.fails(format!(
                            "waiter {number} was woken {wakes} times, before it had run after the \
                             first of them: once is enough; after: {after}"
                        )),
                    }
                }
            }
        })
        .await;
    });
}

type Raced = (
    Arc<Tracker>,
    Mutex<Vec<Guard>>,
    Mutex<task::Spawn<BoxFuture<'static, ()>>>,
);

/// Somebody who waits for what is not so yet, and has not looked.
fn about_to_look(what: For) -> Raced {
    let (tracker, guards) = what.not_yet();
    let tracker = Arc::new(tracker);
    let waits = tracker.clone();
    let waits = async move { what.wait(&waits).await };
    (
        tracker,
        Mutex::new(guards),
        Mutex::new(task::spawn(waits.boxed())),
    )
}

/// Somebody looked while the moment came on another thread.
fn is_not_missed(what: For, (_, _, waits): &Raced, went_on: bool) -> Order {
    if went_on {
        return Order::OtherFirst;
    }
    let (method, came) = (what.method(), what.came());
    if !lock(waits).is_woken() {
        BASICS.fails(format!(
            "somebody in {method} looked, saw that the moment had not come, and waited; {came} on \
             another thread, between the look and the wait, and nobody was woken any more"
        ));
    }
    if lock(waits).poll().is_pending() {
        BASICS.fails(format!(
            "{came} on another thread, and somebody in {method} was woken and did not go on"
        ));
    }
    Order::OneFirst
}

#[test]
fn a_last_guard_on_another_thread_is_not_missed_by_whoever_looks() {
    race(
        || about_to_look(Nobody),
        |(_, _, waits)| lock(waits).poll().is_ready(),
        |(tracker, guards, _)| Nobody.comes(tracker, &mut lock(guards)),
        |raced, went_on, ()| is_not_missed(Nobody, raced, went_on),
    );
}

#[test]
fn a_first_guard_on_another_thread_is_not_missed_by_whoever_looks() {
    race(
        || about_to_look(Somebody),
        |(_, _, waits)| lock(waits).poll().is_ready(),
        |(tracker, guards, _)| Somebody.comes(tracker, &mut lock(guards)),
        |raced, went_on, ()| is_not_missed(Somebody, raced, went_on),
    );
}

#[test]
fn a_moment_that_another_thread_ends_at_once_is_not_missed() {
    type Waits = Mutex<(ByHand, BoxFuture<'static, ()>)>;
    let waits = |tracker: &Arc<Tracker>| -> Waits {
        let tracker = tracker.clone();
        let idle = async move { tracker.idle().await };
        Mutex::new((ByHand::default(), idle.boxed()))
    };
    let poll = |waits: &Waits| {
        let (task, future) = &mut *lock(waits);
        task.poll(Pin::new(future)).is_ready()
    };
    race(
        move || {
            let tracker = Arc::new(Tracker::new());
            let guard = Mutex::new(Some(tracker.enter()));
            let [first, second] = [waits(&tracker), waits(&tracker)];
            let _pending = poll(&first);
            (tracker, guard, first, second)
        },
        // One more looks on, so that whoever leaves may find it at the list of those who wait.
        move |(tracker, _, _, second)| {
            let is_idle = poll(second);
            let inside = tracker.inside();
            (is_idle, inside, tracker.enter())
        },
        |(_, guard, _, _)| let_go(lock(guard).take()),
        move |(_, _, first, _), (is_idle, inside, _guard), ()| {
            if inside == 0 {
                let woken = lock(first).0.wakes() > 0;
                if !woken || !poll(first) {
                    let then = match woken {
                        true => "was woken, and waited on",
                        false => "was not woken",
                    };
                    BASICS.fails(format!(
                        "somebody waited in `idle`, and the last guard was dropped; on another thread \
                         `inside` told 0, and then somebody entered there. Who had waited {then}: one \
                         moment is enough, also if it is over before whoever has left gets to tell of \
                         it, so it should not ask again by then whether anybody is inside"
                    ));
                }
            }
            if is_idle {
                Order::OtherFirst
            } else {
                Order::OneFirst
            }
        },
    );
}

#[test]
fn two_who_leave_at_the_same_moment_are_both_counted() {
    race(
        || -> (Raced, Mutex<Vec<Guard>>) {
            let tracker = Arc::new(Tracker::new());
            let [one, other] = [tracker.enter(), tracker.enter()];
            let waits = tracker.clone();
            let mut waits = task::spawn(async move { waits.idle().await }.boxed());
            let _pending = waits.poll();
            let raced = (tracker, Mutex::new(vec![one]), Mutex::new(waits));
            (raced, Mutex::new(vec![other]))
        },
        |((tracker, one, _), _)| {
            lock(one).clear();
            tracker.inside()
        },
        |(_, other)| lock(other).clear(),
        |((tracker, _, waits), _), after_one, ()| {
            let left = tracker.inside();
            if left == 1 {
                BASICS.fails(
                    "two entered, both left at the same moment on two threads, and one of them still \
                     counts as inside: the count is wrong where one reads the number, the other one \
                     too, and both write back the same; to read it and to write it has to be one step",
                );
            }
            BASICS.equal(
                left,
                0,
                "two entered, both left at the same moment on two threads, and so many count as inside",
            );
            if !lock(waits).is_woken() {
                BASICS.fails(
                    "two were inside, both left at the same moment on two threads, and somebody in \
                     `idle` was not woken: each of them took the other one for the last",
                );
            }
            if after_one == 0 {
                Order::OtherFirst
            } else {
                Order::OneFirst
            }
        },
    );
}

#[test]
fn two_who_enter_at_the_same_moment_are_both_counted() {
    race(
        || {
            let tracker = Arc::new(Tracker::new());
            let waits = tracker.clone();
            let mut waits = task::spawn(async move { waits.busy().await }.boxed());
            let _pending = waits.poll();
            (tracker, Mutex::new(waits))
        },
        |(tracker, _)| (tracker.enter(), tracker.inside()),
        |(tracker, _)| tracker.enter(),
        |(tracker, waits), (_one, after_one), _other| {
            BASICS.equal(
                tracker.inside(),
                2,
                "two entered at the same moment on two threads, and so many count as inside",
            );
            if !lock(waits).is_woken() {
                BASICS.fails(
                    "two entered at the same moment on two threads, where nobody was inside, and \
                     somebody in `busy` was not woken: each of them took the other one for the first; \
                     to count and to see who was the first has to be one step",
                );
            }
            if after_one == 2 {
                Order::OtherFirst
            } else {
                Order::OneFirst
            }
        },
    );
}

#[test]
fn a_waiter_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for (what, way) in For::BOTH
            .into_iter()
            .flat_map(|what| Way::ALL.map(|way| (what, way)))
        {
            let method = what.method();
            lab.case(format!("somebody in {method} that is {way}"));
            let began = lab.now();
            let (tracker, mut guards) = what.not_yet();
            let waits = || Box::pin(lab.polled(way, what.wait(&tracker)));
            let comes = async {
                sleep(ms(2003)).await;
                what.comes(&tracker, &mut guards);
            };
            let all = apart(vec![waits(), waits(), Box::pin(comes)]);
            if timeout(secs(60), all).await.is_err() {
                BASICS.fails(format!(
                    "{}, and somebody in {method} that was {way} did not go on{}",
                    what.came(),
                    not_woken(way, true)
                ));
            }
            let took = lab.now() - began;
            BASICS.equal(
                took,
                ms(2003),
                format!(
                    "{} after 2003ms, and somebody in {method} that was {way} did not go on at that \
                     instant{}",
                    what.came(),
                    not_woken(way, took > ms(2003))
                ),
            );
        }
    });
}
