//! `timer_wheel`: every timer at its tick, and a look only at those that matter.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use async_katas::c18_tiny_runtime::timer_wheel::{Due, TimerId, TimerWheel};
use lab::{Draw, PlainLab, ThreadUsage, expect_eq, fail, ms, nasty, plain_thread};

/// What is looked at, and in which call.
#[derive(Clone, Default)]
struct Calls(Rc<Cell<usize>>);

/// A timer that counts in how many calls somebody looked at it.
struct Timer {
    due: u64,
    calls: Calls,
    last: Cell<Option<usize>>,
    looks: Rc<Cell<usize>>,
}

impl Due for Timer {
    fn due(&self) -> u64 {
        let call = Some(self.calls.0.get());
        if self.last.replace(call) != call {
            self.looks.set(self.looks.get() + 1);
        }
        self.due
    }
}

/// A wheel, and what must be in it.
struct World {
    wheel: TimerWheel<Timer>,
    calls: Calls,
    tick: u64,
    waiting: Vec<u64>,
    /// Where it was told to move to, the last time that this lay behind.
    back: Option<u64>,
}

impl World {
    fn new() -> Self {
        World {
            wheel: TimerWheel::new(),
            calls: Calls::default(),
            tick: 0,
            waiting: Vec::new(),
            back: None,
        }
    }

    fn call(&self) {
        self.calls.0.set(self.calls.0.get() + 1);
    }

    fn insert(&mut self, due: u64) -> (TimerId, Rc<Cell<usize>>) {
        self.call();
        let looks = Rc::<Cell<usize>>::default();
        let id = self.wheel.insert(Timer {
            due,
            calls: self.calls.clone(),
            last: Cell::new(None),
            looks: Rc::clone(&looks),
        });
        self.waiting.push(due);
        (id, looks)
    }

    #[track_caller]
    fn cancel(&mut self, id: TimerId, due: u64) {
        self.call();
        match self.wheel.cancel(id) {
            Some(timer) => expect_eq(
                timer.due,
                due,
                "a timer was cancelled, and another one came back; these are their ticks",
            ),
            None => fail(format!(
                "the timer of tick {due} was cancelled when the wheel stood at tick {}, where it \
                 still waited, and `cancel` gave `None`",
                self.tick
            )),
        }
        if let Some(at) = self.waiting.iter().position(|waiting| *waiting == due) {
            self.waiting.swap_remove(at);
        }
    }

    /// Whose timer has gone like this: its id leads to none, and to no other.
    #[track_caller]
    fn is_gone(&mut self, id: TimerId, gone: &str) {
        self.call();
        if let Some(timer) = self.wheel.cancel(id) {
            fail(format!(
                "a timer {gone}, then its id was cancelled once more, and that took out a new timer, of \
                 tick {}: whoever keeps an old id must not meet another timer with it, however its own \
                 one has gone",
                timer.due
            ));
        }
    }

    /// Moves on, and holds what comes against what must come.
    #[track_caller]
    fn advance_to(&mut self, tick: u64) {
        self.call();
        let from = self.tick;
        let came: Vec<u64> = self
            .wheel
            .advance_to(tick)
            .iter()
            .map(|timer| timer.due)
            .collect();
        self.tick = from.max(tick);
        let moved = match tick < from {
            true => {
                format!("the wheel stood at tick {from} and was told to move back to tick {tick}")
            }
            false => format!("the wheel moved from tick {from} to tick {tick}"),
        };
        if let Some(early) = came.iter().find(|due| **due > self.tick) {
            fail(format!(
                "{moved}, and that gave the timer of tick {early}, which is {} too early: what waits \
                 in a slot need not be due when the wheel comes to that slot",
                ticks(early - self.tick)
            ));
        }
        let (mut expected, left): (Vec<u64>, Vec<u64>) =
            self.waiting.iter().partition(|due| **due <= self.tick);
        self.waiting = left;
        expected.sort_unstable();
        let mut sorted = came.clone();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) && sorted.len() > expected.len() {
            fail(format!("{moved}, and a timer came twice"));
        }
        let lost: Vec<&u64> = expected.iter().filter(|due| !came.contains(due)).collect();
        if let Some(lost) = lost.first() {
            let lost = **lost;
            let why = match lost {
                due if due <= from => match self.back.is_some_and(|back| self.went_back(back, due)) {
                    true => format!(
                        ", but when it was told to move to tick {lost}: it had gone back to tick {}; a \
                         tick that lies behind leaves the wheel where it is",
                        self.back.unwrap_or_default()
                    ),
                    false => {
                        ": it was due when it was put in, so it should have come with this call".to_owned()
                    }
                },
                due if due >= 1 << 36 => {
                    ": a tick may lie as far away as `u64::MAX`, and what a wheel has to wait with has \
                     to reach that far"
                        .to_owned()
                }
                due => self.when_it_comes(due),
            };
            fail(format!(
                "{moved}, and the timer of tick {lost} did not come with that, nor before{why}"
            ));
        }
        expect_eq(
            sorted.len(),
            expected.len(),
            format!("{moved}, and that did not give as many timers as were due"),
        );
        // Those that were due when they were put in come first, in any order.
        let overdue = came.iter().take_while(|due| **due <= from).count();
        if !came[overdue..].is_sorted() || came[overdue..].iter().any(|due| *due <= from) {
            fail(format!(
                "{moved}, and the timers came in another order than that of their ticks: {}",
                some(&came)
            ));
        }
        if tick < from {
            self.back = Some(tick);
        }
    }
}

impl World {
    /// Whether a timer that was due when it was put in waits for its tick, as in a wheel that stands where
    /// it was told to move back to.
    fn went_back(&mut self, back: u64, due: u64) -> bool {
        let wheel = &mut self.wheel;
        let mut comes_at = |tick| wheel.advance_to(tick).iter().any(|timer| timer.due == due);
        // Whatever goes wrong after that is its consequence.
        let found = catch_unwind(AssertUnwindSafe(|| {
            back + 1 < due && !comes_at(due - 1) && comes_at(due)
        }));
        found.unwrap_or_default()
    }

    /// When a timer comes that has not come by its tick.
    fn when_it_comes(&mut self, due: u64) -> String {
        const LONG: u64 = 5_000;
        let (wheel, tick) = (&mut self.wheel, self.tick);
        // Whatever goes wrong after that is its consequence.
        let found = catch_unwind(AssertUnwindSafe(|| {
            (0..=LONG).find(|late| {
                let came = wheel.advance_to(tick.saturating_add(*late));
                came.iter().any(|timer| timer.due == due)
            })
        }));
        match found {
            Ok(Some(0)) => {
                "; it came with the next call, to the same tick: what goes further down in a call, and is \
                 due by then, comes with that call"
                    .to_owned()
            }
            Ok(Some(late)) if late.is_multiple_of(64) => format!(
                "; it came {late} ticks later, in whole rounds of 64 slots: as if it had been put into a \
                 slot that the wheel had passed"
            ),
            Ok(Some(late)) => format!("; it came {} later", ticks(late)),
            Ok(None) => format!(", and not in the {LONG} ticks after that either"),
            Err(_) => String::new(),
        }
    }
}

fn ticks(count: u64) -> String {
    match count {
        1 => "a tick".to_owned(),
        _ => format!("{count} ticks"),
    }
}

/// The first few of them.
fn some(ticks: &[u64]) -> String {
    let mut told: Vec<String> = ticks.iter().take(8).map(u64::to_string).collect();
    if ticks.len() > 8 {
        told.push("and so on".to_owned());
    }
    told.join(", ")
}

/// Does this on a thread, where it may take for ever.
#[track_caller]
fn in_time(lab: &PlainLab, what: &str, work: impl FnOnce() + Send + 'static) {
    let (over, is_over) = channel::<()>();
    let thread = lab.thread(move || {
        // Dropped in the end, however it ends.
        let _over = over;
        work();
    });
    // Nothing is sent.
    if let Err(RecvTimeoutError::Timeout) = is_over.recv_timeout(ms(2_500)) {
        fail(format!(
            "{what}, and did not come back within 2.5s: go from one slot that is not empty to the \
             next, and not from tick to tick"
        ));
    }
    thread.join();
}

/// Ticks at which code goes wrong that rounds, casts or adds: both sides of each power of two.
fn edges() -> Vec<u64> {
    let powers = (1..64).map(|bit| 1_u64 << bit);
    let mut edges: Vec<u64> = powers
        .flat_map(|power| [power - 1, power, power + 1])
        .chain(nasty::COUNTS.iter().copied())
        .chain([70, 130, 4_159, 4_160, 4_161])
        .filter(|tick| *tick > 0)
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

#[test]
fn each_comes_at_its_tick_and_not_before() {
    plain_thread(|lab: PlainLab| {
        lab.case("a timer for each of the ticks from 1 to 300, and the wheel moves tick by tick");
        let mut world = World::new();
        for due in (1..=300).rev() {
            world.insert(due);
        }
        for tick in 1..=301 {
            world.advance_to(tick);
        }
        lab.case("timers are put in while the wheel moves, each some ticks ahead of it");
        let mut world = World::new();
        for tick in 1..=9_000 {
            if tick % 7 == 0 {
                for ahead in [1, 3, 10, 63, 64, 65, 100, 4_000, 4_096] {
                    world.insert(world.tick + ahead);
                }
            }
            world.advance_to(tick);
        }
    });
}

#[test]
fn they_come_in_order_whatever_is_drawn() {
    plain_thread(|lab: PlainLab| {
        for seed in 0..20 {
            lab.case(format!("timers, cancels and steps drawn from seed {seed}"));
            let mut draw = Draw::new(seed);
            let mut world = World::new();
            let mut ids: Vec<(TimerId, u64)> = Vec::new();
            for _ in 0..150 {
                for _ in 0..draw.size(0..=6) {
                    let reach = 1 << draw.size(1..=17);
                    let due = world.tick + draw.size(1..=reach) as u64;
                    ids.push((world.insert(due).0, due));
                }
                if draw.size(0..=2) == 0 && !ids.is_empty() {
                    let (id, due) = ids.swap_remove(draw.size(0..=ids.len() - 1));
                    match due > world.tick {
                        true => world.cancel(id, due),
                        false => world.is_gone(id, "came"),
                    }
                }
                let reach = 1 << draw.size(0..=14);
                world.advance_to(world.tick + draw.size(1..=reach) as u64);
            }
            world.advance_to(world.tick + (1 << 17));
        }
    });
}

#[test]
fn far_timers_come_at_their_ticks() {
    plain_thread(|lab: PlainLab| {
        lab.case(
            "timers at both sides of each power of two; the wheel stops before each, and at it",
        );
        in_time(
            &lab.clone(),
            "the wheel was moved to ticks that are far away",
            || {
                let mut world = World::new();
                for due in edges() {
                    world.insert(due);
                }
                for due in edges() {
                    world.advance_to(due - 1);
                    world.advance_to(due);
                }
            },
        );
        for start in [0, 1, 63, 4_095, 123_456_789, (1 << 63) - 1] {
            lab.case(format!(
                "from tick {start}, timers at both sides of each power of two; then one step to the end"
            ));
            in_time(
                &lab.clone(),
                "the wheel was moved from its tick to `u64::MAX` in one step",
                move || {
                    let mut world = World::new();
                    world.advance_to(start);
                    let edges: Vec<u64> = edges().into_iter().filter(|due| *due > start).collect();
                    for due in edges.iter().rev() {
                        world.insert(*due);
                    }
                    let doomed: Vec<_> = edges
                        .iter()
                        .map(|due| (world.insert(*due).0, *due))
                        .collect();
                    world.advance_to(start + 1);
                    for (id, due) in doomed.into_iter().filter(|(_, due)| *due > start + 1) {
                        world.cancel(id, due);
                    }
                    world.advance_to(u64::MAX);
                    if !world.waiting.is_empty() {
                        fail("the wheel moved to `u64::MAX`, and some timers have not come");
                    }
                },
            );
        }
        lab.case("an empty wheel is moved to the last tick");
        in_time(
            &lab.clone(),
            "an empty wheel was moved to `u64::MAX` in one step",
            || {
                let mut world = World::new();
                world.advance_to(u64::MAX);
                world.insert(u64::MAX);
                world.advance_to(u64::MAX);
            },
        );
    });
}

#[test]
fn who_is_cancelled_comes_back_and_never_fires() {
    plain_thread(|lab: PlainLab| {
        let dues = [1, 5, 63, 64, 65, 70, 200, 4_095, 4_096, 4_100, 300_000];
        for until in [0, 1, 62, 64, 69, 199, 4_096, 299_999] {
            lab.case(format!(
                "two timers at each of many ticks, the wheel moves to tick {until}, one of each is \
                 cancelled"
            ));
            let mut world = World::new();
            let ids = dues.map(|due| (world.insert(due).0, due));
            for due in dues {
                world.insert(due);
            }
            world.advance_to(until);
            for (id, due) in ids {
                if due > until {
                    world.cancel(id, due);
                    if world.wheel.cancel(id).is_some() {
                        fail("a timer was cancelled twice, and the second `cancel` gave a timer");
                    }
                } else if world.wheel.cancel(id).is_some() {
                    fail("a timer had come, then it was cancelled, and `cancel` gave a timer");
                }
            }
            for due in dues {
                world.advance_to(due.saturating_sub(1));
                world.advance_to(due);
            }
        }
    });
}

/// In which ways a timer goes.
#[derive(Clone, Copy, PartialEq)]
enum Goes {
    Comes,
    ComesThoughOverdue,
    IsCancelled,
    IsCancelledThoughOverdue,
}

impl Goes {
    const ALL: [Goes; 4] = [
        Goes::Comes,
        Goes::ComesThoughOverdue,
        Goes::IsCancelled,
        Goes::IsCancelledThoughOverdue,
    ];

    fn told(self) -> &'static str {
        match self {
            Goes::Comes => "came",
            Goes::ComesThoughOverdue => "was due when it was put in, and came",
            Goes::IsCancelled => "was cancelled",
            Goes::IsCancelledThoughOverdue => "was due when it was put in, and was cancelled",
        }
    }

    /// The tick of a timer that is to go like this, and is put in at this tick.
    fn due(self, tick: u64) -> u64 {
        match self {
            Goes::Comes => tick + 1,
            Goes::IsCancelled => tick + 1_000,
            Goes::ComesThoughOverdue | Goes::IsCancelledThoughOverdue => tick,
        }
    }

    fn is_cancelled(self) -> bool {
        matches!(self, Goes::IsCancelled | Goes::IsCancelledThoughOverdue)
    }
}

#[test]
fn an_id_is_never_given_again() {
    plain_thread(|lab: PlainLab| {
        lab.case(
            "timers that come or are cancelled, then new ones; then the old ids are cancelled",
        );
        // A place that is free again may be given away last, or long after that.
        for newcomers in [1, 2, 3, 50] {
            for rounds in [1, 2, 25] {
                let mut world = World::new();
                world.advance_to(1_000);
                let mut old = Vec::new();
                for _ in 0..rounds {
                    let gone = Goes::ALL.map(|goes| {
                        let due = goes.due(world.tick);
                        (goes, due, world.insert(due).0)
                    });
                    for (goes, due, id) in gone {
                        if goes.is_cancelled() {
                            world.cancel(id, due);
                        }
                    }
                    world.advance_to(world.tick + 1);
                    for _ in 0..newcomers {
                        world.insert(100_000);
                    }
                    old.extend(gone.map(|(goes, _, id)| (goes, id)));
                    for (goes, id) in &old {
                        world.is_gone(*id, goes.told());
                    }
                }
                world.advance_to(200_000);
            }
        }
    });
}

#[test]
fn an_id_is_not_given_again_after_ten_thousands() {
    plain_thread(|lab: PlainLab| {
        for goes in [Goes::Comes, Goes::IsCancelled] {
            lab.case(format!(
                "seventy thousand timers, each of which {} before the next one is put in; before that, \
                 the id of the first one is cancelled",
                goes.told()
            ));
            let mut world = World::new();
            let mut first = None;
            for _ in 0..70_000_u64 {
                let due = goes.due(world.tick);
                let (id, _) = world.insert(due);
                match first {
                    Some(first) => world.is_gone(first, goes.told()),
                    None => first = Some(id),
                }
                match goes.is_cancelled() {
                    true => world.cancel(id, due),
                    false => world.advance_to(world.tick + 1),
                }
            }
        }
    });
}

#[test]
fn what_is_due_already_comes_with_the_next_call() {
    plain_thread(|lab: PlainLab| {
        for to in [1_000, 1_001, 1_100, 500, 0] {
            lab.case(format!(
                "at tick 1000, timers for the ticks 1000, 0, 1 and 999 are put in, then the wheel moves \
                 to tick {to}"
            ));
            let mut world = World::new();
            world.advance_to(1_000);
            let (id, _) = world.insert(7);
            for due in [1_001, 1_000, 0, 1, 999, 1_050] {
                world.insert(due);
            }
            world.cancel(id, 7);
            world.advance_to(to);
            world.advance_to(2_000);
        }
        lab.case("a timer for tick 0 in a wheel that stands there");
        let mut world = World::new();
        world.insert(0);
        world.advance_to(0);
    });
}

#[test]
fn a_tick_that_lies_behind_leaves_the_wheel_where_it_is() {
    plain_thread(|lab: PlainLab| {
        for behind in [0, 1, 63, 64, 999] {
            lab.case(format!(
                "the wheel stands at tick 1000 and is moved to tick {behind}"
            ));
            let mut world = World::new();
            world.advance_to(1_000);
            // Those of tick 990 are due, since the wheel has been there.
            for due in [1_001, 1_064, 5_000, 990] {
                world.insert(due);
            }
            world.advance_to(behind);
            world.insert(990);
            world.advance_to(behind);
            for tick in [1_001, 1_063, 1_064, 4_999, 5_000] {
                world.advance_to(tick);
            }
        }
    });
}

#[test]
fn it_looks_only_at_those_that_matter() {
    plain_thread(|lab: PlainLab| {
        lab.case("a thousand timers wait, one more is put in, one is cancelled");
        let mut draw = Draw::new(1);
        let mut world = World::new();
        let timers: Vec<_> = (0..1_000)
            .map(|_| {
                let due = draw.size(1..=1 << 17) as u64;
                (due, world.insert(due))
            })
            .collect();
        let looks = || -> usize { timers.iter().map(|(_, (_, looks))| looks.get()).sum() };
        let before = looks();
        world.insert(50_000);
        let looked = looks() - before;
        if looked > 0 {
            fail(format!(
                "a thousand timers waited, another one was put in, and {looked} of those that waited \
                 were looked at: only the new one should be"
            ));
        }
        let (due, (id, own)) = &timers[500];
        let (before, own_before) = (looks(), own.get());
        world.cancel(*id, *due);
        let looked = looks() - before - (own.get() - own_before);
        if looked > 0 {
            fail(format!(
                "a thousand timers waited, one was cancelled, and {looked} others were looked at"
            ));
        }
        lab.case("a thousand timers within 131,072 ticks, and the wheel moves tick by tick");
        for tick in 1..=1 << 17 {
            world.call();
            let came = world.wheel.advance_to(tick);
            drop(came);
            if tick % 64 == 1 {
                let most = timers.iter().max_by_key(|(_, (_, looks))| looks.get());
                if let Some((due, (_, looks))) = most
                    && looks.get() > 22
                {
                    fail(format!(
                        "the wheel moved tick by tick, and by tick {tick} the timer of tick {due} had \
                         been looked at in {} calls: on its way a timer should be looked at a few \
                         times, and not again and again",
                        looks.get()
                    ));
                }
            }
        }
    });
}

#[test]
fn what_is_far_away_is_not_looked_at_in_each_round() {
    const CALLS: u32 = 30;
    plain_thread(|lab: PlainLab| {
        for bit in 0..=59 {
            let step = 1_u64 << bit;
            lab.case(format!(
                "timers that are far away, and the wheel moves by {} at a time",
                ticks(step)
            ));
            let mut world = World::new();
            // On the way it meets none of them.
            let far = [
                u64::MAX,
                u64::MAX - 1,
                (1 << 63) + (1 << 62),
                0xfbfb_fbfb_fbfb_fbfb,
            ];
            let timers = far.map(|due| {
                let (_, looks) = world.insert(due);
                (due, looks.get(), looks)
            });
            let last = step.saturating_mul(u64::from(CALLS));
            let mut calls = 0;
            while world.tick < last {
                world.advance_to((world.tick + step).min(last));
                calls += 1;
                for (due, before, looks) in &timers {
                    let looked = looks.get() - before;
                    if *due > last && looked > 20 {
                        fail(format!(
                            "a timer waited for tick {due}, the wheel moved {calls} times by {}, to \
                             tick {}, and `advance_to` looked at that timer in {looked} of these calls: \
                             twenty are allowed on all of its way, however far it is, so what is far \
                             away is not to be looked through in each round",
                            ticks(step),
                            world.tick
                        ));
                    }
                }
            }
        }
        lab.case("a timer for tick `u64::MAX`; each call goes half of the way that is left");
        let mut world = World::new();
        let (_, looks) = world.insert(u64::MAX);
        let before = looks.get();
        for bit in (0..64).rev() {
            world.advance_to(u64::MAX - (1 << bit));
        }
        let looked = looks.get() - before;
        if looked > 20 {
            fail(format!(
                "a timer waited for tick `u64::MAX`, the wheel went half of the way that was left in each \
                 call, and `advance_to` looked at that timer in {looked} of these calls: twenty are \
                 allowed on all of its way, so there is no room for as many levels"
            ));
        }
    });
}

/// Time that this thread has had on a core; where the system does not tell, time on the wall.
fn spent() -> Duration {
    thread_local! {
        static BEGAN: Instant = Instant::now();
    }
    match ThreadUsage::of_this_thread() {
        Some(usage) => usage.computed,
        None => BEGAN.with(Instant::elapsed),
    }
}

/// Does this so often. Whoever needs ten times as long as it can take is told so.
#[track_caller]
fn quick(times: usize, slow: &str, mut step: impl FnMut(usize)) {
    const LONGEST: Duration = Duration::from_millis(900);
    let began = spent();
    for time in 0..times {
        step(time);
        if time % 64 == 0 && spent() - began > LONGEST {
            fail(format!(
                "a hundred thousand timers wait for what is far away, and {slow} {} times took more \
                 than 0.9s of computing: that grows with the number of those that wait, which are not \
                 to be touched",
                time + 1
            ));
        }
    }
}

#[test]
fn those_that_wait_make_nothing_slower() {
    plain_thread(|lab: PlainLab| {
        const MANY: usize = 100_000;
        struct Plain(u64);
        impl Due for Plain {
            fn due(&self) -> u64 {
                self.0
            }
        }
        let mut draw = Draw::new(1);
        let mut wheel = TimerWheel::new();
        // Drawn beforehand.
        let dues: Vec<u64> = (0..MANY)
            .map(|_| (1 << 40) + draw.size(0..=1 << 30) as u64)
            .collect();
        let mut ids = Vec::new();
        lab.case("a hundred thousand timers are put in, far away");
        quick(MANY, "putting in another one", |n| {
            ids.push(wheel.insert(Plain(dues[n])))
        });
        lab.case("with a hundred thousand timers that wait, the wheel moves tick by tick");
        quick(10_000, "moving on by a tick", |tick| {
            wheel.insert(Plain(tick as u64 + 1));
            let came = wheel.advance_to(tick as u64 + 1);
            expect_eq(
                came.len(),
                1,
                "a timer was put in for the next tick, and that tick did not give one timer",
            );
        });
        lab.case("with a hundred thousand timers that wait, the wheel moves far in each call");
        let mut wide = TimerWheel::new();
        for n in 0..MANY {
            wide.insert(Plain(u64::MAX - n as u64));
        }
        let mut at = 0_u64;
        quick(50 * 200, "moving on by up to 2^49 ticks", |n| {
            at += 1 << (n / 200);
            wide.insert(Plain(at));
            let came = wide.advance_to(at);
            expect_eq(
                came.len(),
                1,
                "a timer was put in for a tick that is far away, and that tick did not give one timer",
            );
        });
        lab.case("a hundred thousand timers that wait are cancelled, in any order");
        draw.shuffle(&mut ids);
        quick(MANY, "cancelling one", |n| {
            if wheel.cancel(ids[n]).is_none() {
                fail("a timer that waits was cancelled, and `cancel` gave `None`");
            }
        });
    });
}
