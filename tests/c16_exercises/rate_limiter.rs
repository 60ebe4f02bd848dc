//! `rate_limiter`: never more than the limit in any stretch of time, and nobody waits in vain.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_katas::c16_exercises::rate_limiter::{RateError, RateLimiter};
use futures::FutureExt;
use futures::poll;
use lab::timeline::{Item, short};
use lab::{
    A_DAY, Lab, Picture, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    nasty, secs, virtual_time,
};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::apart::apart;
use super::lock::lock;

fn limiter(limit: usize, per: Duration) -> Arc<RateLimiter> {
    match RateLimiter::new(limit, per) {
        Ok(limiter) => Arc::new(limiter),
        Err(error) => fail(format!(
            "`new` refused {limit} turns in {per:?}, though both are fine ({error})"
        )),
    }
}

/// Asks for a turn at this instant, waits for it, and draws both.
async fn caller(lab: Lab, limiter: Arc<RateLimiter>, name: String, at: Duration) {
    sleep(at).await;
    lab.wait(&name, limiter.acquire()).await;
    lab.explain("*", "`acquire` has returned");
    lab.mark(&name, '*');
}

/// As [`caller`], but drops its request after so long.
async fn gives_up(
    lab: Lab,
    limiter: Arc<RateLimiter>,
    name: &str,
    at: Duration,
    patience: Duration,
) {
    sleep(at).await;
    let given_up = timeout(patience, lab.wait(name, limiter.acquire())).await;
    if given_up.is_ok() {
        lab.explain("*", "`acquire` has returned");
        lab.mark(name, '*');
    }
}

/// As in: with one turn in 1s, with 3 turns in 1s.
fn turns_in(limit: usize, per: Duration) -> String {
    match limit {
        1 => format!("with one turn in {}", short(per)),
        _ => format!("with {limit} turns in {}", short(per)),
    }
}

/// Told where turns keep to the limit in each of some windows.
const IN_WINDOWS: &str = ", in every stretch of time, wherever it begins, and not only in windows one \
                          after another";

/// Turns that lie too close together, in words.
fn crowd(turns: &[Duration], limit: usize, per: Duration) -> Option<String> {
    let mut turns = turns.to_vec();
    turns.sort_unstable();
    let crowd = turns
        .windows(limit + 1)
        .find(|turns| turns[limit] - turns[0] < per)?;
    // Whoever counts anew in each window of that length keeps to the limit within each of them. They
    // begin on a multiple of it, or with the first turn after the one before.
    let window = |at: &Duration| at.as_nanos().checked_div(per.as_nanos());
    let in_windows = turns
        .chunk_by(|one, other| window(one) == window(other))
        .all(|turns| turns.len() <= limit);
    let mut begun: Vec<(Duration, usize)> = Vec::new();
    for turn in &turns {
        match begun.last_mut() {
            Some((from, turns)) if *turn - *from < per => *turns += 1,
            _ => begun.push((*turn, 1)),
        }
    }
    let in_windows_of_their_own = begun.iter().all(|(_, turns)| *turns <= limit);
    // Whoever counts one too few keeps to that in windows too, by luck.
    let far_too_many = turns
        .windows(limit + 2)
        .any(|turns| turns[limit + 1] - turns[0] < per);
    let too_many: Vec<Duration> = turns
        .windows(limit + 1)
        .filter(|turns| turns[limit] - turns[0] < per)
        .map(|turns| turns[limit])
        .collect();
    let on_a_multiple = |turn: &Duration| turn.as_nanos().is_multiple_of(per.as_nanos());
    let begins_one = |turn: &Duration| begun.iter().any(|(from, _)| from == turn);
    let told_by_windows = (in_windows && (far_too_many || too_many.iter().all(on_a_multiple)))
        || (in_windows_of_their_own && too_many.iter().all(begins_one));
    let why = match told_by_windows {
        true => IN_WINDOWS,
        false => "",
    };
    let why = drop_by_drop(&turns, limit, per).unwrap_or_else(|| why.to_owned());
    Some(format!(
        "too many turns: {} from {} to {}, where no more than {limit} may lie within {}{why}",
        limit + 1,
        short(crowd[0]),
        short(crowd[limit]),
        short(per),
    ))
}

/// Whether these turns, in order, are what a bucket gives that is full at first and then gets back
/// one turn after another, each so long after the one before it that it is full again after `per`.
fn drop_by_drop(turns: &[Duration], limit: usize, per: Duration) -> Option<String> {
    // Timers go off at full milliseconds, and whoever reckons in them may be late by some.
    const ROUNDED: Duration = ms(3);
    let each = per / u32::try_from(limit).ok()?;
    let (mut full_at, mut just_then, mut else_when) = (Duration::ZERO, 0, 0);
    for (place, turn) in turns.iter().enumerate() {
        let due = full_at.saturating_sub(per.saturating_sub(each));
        if *turn + ROUNDED < due {
            return None;
        }
        // What comes just then and is no turn too many comes so from every limiter.
        let is_too_many = place >= limit && *turn - turns[place - limit] < per;
        // Just then a window begins as well, of whoever counts anew in each.
        let of_a_window = [0, 1].map(|next| per * (turn.div_duration_f64(per) as u32 + next));
        let a_window_begins = of_a_window.iter().any(|at| turn.abs_diff(*at) <= ROUNDED);
        if is_too_many && !a_window_begins {
            match turn.abs_diff(due) <= ROUNDED {
                true => just_then += 1,
                false => else_when += 1,
            }
        }
        full_at = full_at.max(*turn) + each;
    }
    (limit > 1 && each > ROUNDED * 4 && just_then > 0 && else_when == 0).then(|| {
        format!(
            "; after a full burst there was room for one more {} later, a part of {} for each turn: \
             as in a bucket that fills drop by drop; each turn keeps its place for the whole {}",
            short(each),
            short(per),
            short(per)
        )
    })
}

/// Expects these turns. Turns that lie too close together, or not in the order of asking, have a
/// cause of their own; all others have this one.
fn expect_turns(
    lab: &Lab,
    (limit, per): (usize, Duration),
    picture: impl Into<Picture>,
    cause: &str,
) {
    // When somebody asked, and when the turn came.
    let mut turns: Vec<(Duration, Duration)> = Vec::new();
    let mut gave_up: Vec<(String, Duration)> = Vec::new();
    for lane in lab.timeline().lanes {
        // A wait that was dropped ends with what was cancelled.
        if let Some(given_up @ Item::Span { .. }) = lane.items.last() {
            gave_up.push((lane.name.clone(), given_up.end()));
        }
        if let Some(Item::Mark { at, .. }) = lane.items.last() {
            let asked = match lane.items[0] {
                Item::Wait { from, .. } => from,
                _ => *at,
            };
            turns.push((asked, *at));
        }
    }
    turns.sort_unstable();
    let overtaken = turns.windows(2).any(|pair| pair[1].1 < pair[0].1);
    let nobody_waited = turns.iter().all(|(asked, turn)| asked == turn);
    // Two who ask at one instant, where one turn is all that there is, are in one window.
    let nobody_ever_waits = || {
        let limiter = limiter(1, per);
        let turns = [(); 2].map(|()| limiter.acquire().now_or_never());
        turns.iter().all(Option::is_some)
    };
    let a_whole_wait = (limit..turns.len()).find_map(|n| {
        let (asked, turn) = turns[n];
        let due = asked.max(turns[n - limit].1 + per);
        (turn > due && turn == asked + per).then_some((asked, due))
    });
    let turns: Vec<Duration> = turns.into_iter().map(|(_, turn)| turn).collect();
    let cause = match crowd(&turns, limit, per) {
        // Where each was on time in a window of its own, that tells nothing.
        Some(crowd) if nobody_waited && nobody_ever_waits() => format!(
            "{}; nobody waited at all: a turn keeps its place for the whole {}, and not only while \
             `acquire` runs",
            crowd.replace(IN_WINDOWS, ""),
            short(per)
        ),
        Some(crowd) if nobody_waited && crowd.contains(IN_WINDOWS) => format!(
            "{}: that another {} begins makes no room by itself",
            crowd.replace(IN_WINDOWS, ""),
            short(per)
        ),
        Some(crowd) if nobody_waited => {
            format!("{crowd}; nobody waited, though others do where more ask at one instant")
        }
        Some(crowd) => {
            let mut turns = turns.clone();
            turns.sort_unstable();
            let too_many = turns
                .windows(limit + 1)
                .find(|turns| turns[limit] - turns[0] < per)
                .and_then(|turns| turns.last().copied());
            match gave_up.iter().find(|(_, at)| Some(*at) == too_many) {
                Some((who, _)) => format!(
                    "{crowd}; the last of these came when `{who}` gave up, who had no turn: to give up \
                     makes no room, and takes none"
                ),
                None => crowd,
            }
        }
        None if overtaken => {
            "somebody was overtaken: whoever asked first has the first turn, also when a newcomer \
             comes at the instant at which a turn falls due"
                .to_owned()
        }
        None => match a_whole_wait {
            Some((asked, due)) => format!(
                "who asked at {} waited a whole {} from then on, and that turn fell due at {}; {cause}",
                short(asked),
                short(per),
                short(due)
            ),
            None => cause.to_owned(),
        },
    };
    lab.expect_because(picture, &cause);
}

#[test]
fn nobody_waits_while_there_is_room() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let limiter = limiter(3, secs(1));
        for (name, at) in [
            ("a", 0),
            ("b", 100),
            ("c", 200),
            ("d", 2500),
            ("e", 2600),
            ("f", 2700),
        ] {
            sleep(ms(at).saturating_sub(lab.now())).await;
            lab.wait(name, limiter.acquire()).await;
            lab.explain("*", "`acquire` has returned");
            lab.mark(name, '*');
        }
        let waited = |name| match lab.timeline().items(name).first() {
            Some(Item::Wait { from, to, .. }) => *to - *from,
            _ => secs(0),
        };
        let why = match [waited("d"), waited("e"), waited("f")] == [secs(1); 3] {
            true => {
                "`d` asked long after the others had had their turns, and waited a whole second, as if \
                 these had just been taken: the clock of `std` stands still here, where tokio's goes on"
            }
            false => {
                "a caller did not have its turn when it asked, though there was room: at most two \
                 other turns had been taken in the second before"
            }
        };
        expect_turns(
            &lab,
            (3, secs(1)),
            "
                0s        1s        2s        3s
            a   *
            b    *
            c     *
            d                            *
            e                             *
            f                              *
            ",
            why,
        );
    });
}

#[test]
fn who_finds_no_room_waits_until_the_oldest_turn_is_a_second_old() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let limiter = limiter(2, secs(1));
        let mut callers = JoinSet::new();
        for (name, at) in [("a", 0), ("b", 100), ("c", 200), ("d", 300), ("e", 400)] {
            let (lab, limiter) = (lab.clone(), limiter.clone());
            callers.spawn(caller(lab, limiter, name.to_owned(), ms(at)));
        }
        callers.join_all().await;
        expect_turns(
            &lab,
            (2, secs(1)),
            "
                0s        1s        2s
            a   *
            b    *
            c     ........*
            d      ........*
            e       ................*
            ",
            "with two turns a second, each turn falls due one second after the last but one \
             before it",
        );
    });
}

#[test]
fn a_new_second_does_not_bring_a_second_burst() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let limiter = limiter(3, secs(1));
        let mut callers = JoinSet::new();
        for (name, at) in [
            ("a", 700),
            ("b", 800),
            ("c", 900),
            ("d", 1000),
            ("e", 1100),
            ("f", 1200),
        ] {
            let (lab, limiter) = (lab.clone(), limiter.clone());
            callers.spawn(caller(lab, limiter, name.to_owned(), ms(at)));
        }
        callers.join_all().await;
        expect_turns(
            &lab,
            (3, secs(1)),
            "
                0s        1s        2s
            a          *
            b           *
            c            *
            d             .......*
            e              .......*
            f               .......*
            ",
            "a turn came too late: with three turns a second, each falls due when its caller asks, \
             or one second after the turn three before it",
        );
    });
}

#[test]
fn no_stretch_of_time_holds_more_than_the_limit() {
    for_seeds(20, async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let mut draw = lab.draw();
        let limit = draw.size(1..=4);
        let per = draw.off_grid(ms(300)..=ms(1200));
        let limiter = limiter(limit, per);
        let mut callers = JoinSet::new();
        let mut expected = Timeline::new();
        let mut taken: VecDeque<Duration> = VecDeque::new();
        let mut at = Duration::ZERO;
        for n in 1..=10 {
            let name = format!("call {n}");
            at += draw.off_grid(ms(100)..=ms(400));
            let mut turn = at;
            if taken.len() == limit
                && let Some(oldest) = taken.pop_front()
            {
                turn = turn.max(oldest + per);
            }
            taken.push_back(turn);
            expected = expected.wait(&name, at, turn).mark(&name, turn, '*');
            callers.spawn(caller(lab.clone(), limiter.clone(), name, at));
        }
        callers.join_all().await;
        expect_turns(
            &lab,
            (limit, per),
            expected,
            &format!(
                "{} some turns came too late: each falls due when its caller asks, or {} after the {}",
                turns_in(limit, per),
                short(per),
                match limit {
                    1 => "one before it".to_owned(),
                    _ => format!("turn {limit} before it"),
                }
            ),
        );
    });
}

#[test]
fn a_newcomer_does_not_overtake_who_waits() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let limiter = limiter(1, secs(1));
        let mut callers = JoinSet::new();
        // The newcomers come at the instants at which turns fall due.
        for (name, at) in [
            ("newcomer 2", 2000),
            ("newcomer 1", 1000),
            ("first", 0),
            ("waiter 1", 300),
            ("waiter 2", 600),
        ] {
            let (lab, limiter) = (lab.clone(), limiter.clone());
            callers.spawn(caller(lab, limiter, name.to_owned(), ms(at)));
        }
        callers.join_all().await;
        expect_turns(
            &lab,
            (1, secs(1)),
            "
                         0s        1s        2s        3s        4s
            first        *
            waiter 1        .......*
            waiter 2           ..............*
            newcomer 1             ....................*
            newcomer 2                       ....................*
            ",
            "a turn came too late: with one turn a second, each falls due one second after the one \
             before it",
        );
    });
}

#[test]
fn a_waiter_that_gives_up_costs_nobody_a_turn() {
    // When the others have their turns where nobody gives up.
    let alone = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&alone);
    virtual_time(async move |lab: Lab| {
        lab.allow_tasks();
        let limiter = limiter(1, secs(1));
        for at in [0, 200, 400] {
            sleep(ms(at).saturating_sub(lab.now())).await;
            limiter.acquire().await;
            lock(&noted).push(lab.now());
        }
    });
    virtual_time(async move |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let limiter = limiter(1, secs(1));
        let mut callers = JoinSet::new();
        for (name, at) in [("a", 0), ("c", 200), ("e", 400)] {
            let (lab, limiter) = (lab.clone(), limiter.clone());
            callers.spawn(caller(lab, limiter, name.to_owned(), ms(at)));
        }
        for (name, at, patience) in [("b", 100, 400), ("d", 300, 1200)] {
            let (lab, limiter) = (lab.clone(), limiter.clone());
            callers.spawn(gives_up(lab, limiter, name, ms(at), ms(patience)));
        }
        callers.join_all().await;
        expect_turns(
            &lab,
            (1, secs(1)),
            "
                0s        1s        2s
            a   *
            b    ..../
            c     ........*
            d      ............/
            e       ................*
            ",
            match lock(&alone)[..] == [secs(0), secs(1), secs(2)] {
                true => {
                    "`b` and `d` gave up waiting, and those behind them are served as if they had never \
                     come: a turn was lost with whoever gave up"
                }
                false => {
                    "a turn comes at another instant than it falls due, also where nobody gives up"
                }
            },
        );
    });
}

#[test]
fn cancelled_at_any_await_it_has_taken_no_turn() {
    cancel_at_every_await(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let limiter = limiter(1, secs(1));
        limiter.acquire().await;
        let ahead = tokio::spawn({
            let limiter = limiter.clone();
            async move { limiter.acquire().await }
        });
        // The one ahead has asked by now.
        sleep(ms(100)).await;
        let turn = lab.cut(limiter.acquire()).await;
        limiter.acquire().await;
        let _done = ahead.await;
        match turn {
            None => expect_eq(
                lab.now(),
                secs(2),
                match lab.now() > secs(2) {
                    true => {
                        "a caller gave up while it waited, and the next had its turn too late: a \
                         turn was used up by the one who gave up"
                    }
                    false => {
                        "a caller gave up while it waited, and the next had its turn too early: a \
                         turn that had been taken was forgotten"
                    }
                },
            ),
            Some(()) => expect_eq(
                lab.now(),
                secs(3),
                "with one turn a second the fourth turn falls due at 3 s",
            ),
        }
    });
}

#[test]
fn a_hundred_tasks_share_the_turns() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        for (count, limit) in [(100, 10), (3000, 10), (3000, 1100)] {
            let limiter = limiter(limit, secs(1));
            let start = lab.now();
            let mut tasks = JoinSet::new();
            for _ in 0..count {
                let (lab, limiter) = (lab.clone(), limiter.clone());
                tasks.spawn(async move {
                    limiter.acquire().await;
                    lab.now() - start
                });
            }
            let mut turns = tasks.join_all().await;
            turns.sort();
            let too_late = format!(
                "turns came too late: of {count} tasks that ask at 0s, {limit} go on at each full \
                 second"
            );
            let cause = crowd(&turns, limit, secs(1)).unwrap_or(too_late);
            let each = limit as u64;
            let expected: Vec<Duration> = (0..count).map(|n| secs(n / each)).collect();
            expect_eq(turns, expected, cause);
        }
    });
}

#[test]
fn a_pause_brings_a_full_burst_and_no_more() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        for (limit, pause) in [(3, secs(60)), (1000, secs(7)), (3, ms(1117))] {
            let limiter = limiter(limit, ms(1117));
            for burst in 1..=3 {
                let start = lab.now();
                let mut turns = Vec::new();
                for _ in 0..=limit {
                    limiter.acquire().await;
                    turns.push(lab.now() - start);
                }
                let mut expected = vec![secs(0); limit];
                expected.push(ms(1117));
                let too_late = format!(
                    "with {limit} turns in 1.117s one caller asked for {limit} turns and one more \
                     in a row, after a pause of {pause:?}; this is when it had them, in burst {burst} \
                     of 3: while there is room it waits for nothing"
                );
                let cause = crowd(&turns, limit, ms(1117)).unwrap_or(too_late);
                expect_eq(turns, expected, cause);
                // The last turn of this burst is the only one that still counts then.
                sleep(pause.max(ms(1117))).await;
            }
        }
    });
}

#[test]
fn the_turns_of_two_limiters_are_their_own() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let (one, other) = (limiter(1, secs(1)), limiter(1, secs(1)));
        one.acquire().await;
        other.acquire().await;
        // What was never polled has never come.
        drop(one.acquire());
        one.acquire().await;
        expect_eq(
            lab.now(),
            secs(1),
            "two limiters with one turn a second gave one turn each at 0s, and then the first gave \
             its second one: it falls due at 1s, whatever the other one did",
        );
    });
}

#[test]
fn a_turn_may_be_a_day_old_and_still_count() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        // tokio's timers are exact up to some two years.
        let (long_ago, short) = (A_DAY * 600, A_DAY);
        lab.lasts(long_ago + A_DAY * 3);
        let daily = limiter(2, A_DAY);
        let mut turns = Vec::new();
        for _ in 0..3 {
            daily.acquire().await;
            turns.push(lab.now());
        }
        if let Some(crowd) = crowd(&turns, 2, A_DAY) {
            fail(crowd);
        }
        expect_eq(
            lab.now(),
            A_DAY,
            "with two turns a day, taken at 0s, the third falls due a day later",
        );
        let whole = |per: &&Duration| **per > A_DAY && per.subsec_nanos().is_multiple_of(1_000_000);
        let (start, mut limiters) = (lab.now(), Vec::new());
        for per in nasty::DURATIONS
            .iter()
            .filter(whole)
            .chain([&Duration::MAX])
        {
            lab.case(format!("two turns in {per:?}"));
            let long = limiter(2, *per);
            long.acquire().await;
            long.acquire().await;
            expect_eq(
                lab.now(),
                start,
                format!("with two turns in {per:?} the first two callers have theirs at once"),
            );
            limiters.push((*per, long));
        }
        let mut waiters = JoinSet::new();
        for (per, limiter) in limiters {
            let patience = if per > long_ago { long_ago } else { short };
            waiters.spawn(async move {
                timeout(patience, limiter.acquire())
                    .await
                    .is_ok()
                    .then_some(per)
            });
        }
        let too_soon: Vec<Duration> = waiters.join_all().await.into_iter().flatten().collect();
        expect_eq(
            too_soon,
            vec![],
            "two turns had been taken, and a third caller had one long before `per` had passed, \
             which was as long as this",
        );
    });
}

#[test]
fn a_turn_that_is_fetched_late_counts_from_then() {
    for_seeds(10, async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        let mut draw = lab.draw();
        let (limit, per) = (draw.size(1..=3), draw.off_grid(ms(500)..=secs(2)));
        let late = draw.off_grid(ms(100)..=ms(400));
        let limiter = limiter(limit, per);
        for _ in 0..limit {
            limiter.acquire().await;
        }
        let mut turns = Vec::new();
        for _ in 0..limit {
            let mut waiter = pin!(limiter.acquire());
            lab.case(format!(
                "a caller that asks, does something else until {late:?} after its turn fell due, \
                 and fetches it then"
            ));
            if poll!(&mut waiter).is_pending() {
                sleep(per + late).await;
                waiter.await;
            }
            turns.push(lab.now());
        }
        for _ in 0..limit {
            limiter.acquire().await;
            turns.push(lab.now());
        }
        let first = per + late;
        let mut expected = vec![first; limit];
        expected.extend(vec![first + per; limit]);
        let all: Vec<Duration> = std::iter::repeat_n(secs(0), limit)
            .chain(turns.iter().copied())
            .collect();
        let what = match turns.first() {
            // Not one of them has waited for anything.
            Some(turn) if turn.is_zero() => turns_in(limit, per),
            _ => format!(
                "{} a waiter was polled only {} after its turn had fallen due, at {}",
                turns_in(limit, per),
                short(late),
                short(first)
            ),
        };
        // Those that fell due one after another after the first ones.
        let from_when_due = turns[..limit].iter().all(|turn| *turn == first)
            && turns[limit..].iter().any(|turn| *turn == per * 2);
        let why = match crowd(&all, limit, per) {
            Some(crowd) if from_when_due => format!(
                "{what}, and another had its turn at {}, {} after those before it had fallen due: a turn \
                 counts from the instant at which `acquire` returned, and not from that at which it fell \
                 due; {crowd}",
                short(per * 2),
                short(per)
            ),
            Some(crowd) => format!("{what}; {crowd}"),
            None => format!(
                "{what}; these are the turns from then on: each falls due when its caller asks, or {} \
                 after the turn that is so many before it",
                short(per)
            ),
        };
        expect_eq(turns, expected, why);
    });
}

#[test]
fn a_limit_of_nothing_is_refused() {
    virtual_time(async |_lab: Lab| {
        let told = |limit, per| match RateLimiter::new(limit, per) {
            Ok(_) => "it was taken",
            Err(RateError::NoTurns) => "NoTurns",
            Err(RateError::NoTime) => "NoTime",
        };
        expect_eq(
            told(0, secs(1)),
            "NoTurns",
            "a limit of 0 is an error: nobody would ever have a turn",
        );
        expect_eq(
            told(5, Duration::ZERO),
            "NoTime",
            "a time of zero is an error: it limits nothing",
        );
    });
}

#[test]
fn a_waiter_has_its_turn_in_whichever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        // A turn may come back by a task of its own.
        lab.allow_tasks();
        for way in Way::ALL {
            lab.case(format!("waiters that are {way}"));
            let limiter = limiter(2, ms(1503));
            let start = lab.now();
            let turns = RefCell::new(Vec::new());
            let waiters = (0..7).map(|_| {
                let waiter = async {
                    lab.polled(way, limiter.acquire()).await;
                    turns.borrow_mut().push(lab.now() - start);
                };
                waiter.boxed_local()
            });
            apart(waiters.collect()).await;
            let turns = turns.into_inner();
            let first = match way {
                Way::Later => Way::LATER,
                _ => secs(0),
            };
            let expected: Vec<Duration> = (0..7).map(|n| first + ms(1503) * (n / 2)).collect();
            let cause = crowd(&turns, 2, ms(1503)).unwrap_or(format!(
                "seven futures of `acquire` were {way}, with two turns in 1.503s, and had their \
                 turns then"
            ));
            expect_eq(turns, expected, cause);
        }
    });
}
