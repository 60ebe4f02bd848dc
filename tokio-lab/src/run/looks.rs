//! Whether somebody looks every so often instead of being woken: the runtime is woken at a steady
//! pace, and nothing happens.

use std::sync::Mutex;
use std::time::Duration;

use super::assumptions::TURN;
use crate::lock::lock;
use crate::timeline::short;

/// So many looks after the first are no accident.
const ENOUGH: u32 = 5;

/// So many wake-ups without an event are kept: enough for that many looks, whatever comes between.
const KEPT: usize = 40;

/// tokio's timers stand in wheels, and a long wait passes from one to the next: so many wake-ups may
/// lie between two looks.
const BETWEEN: usize = 4;

/// So many wake-ups are remembered, to tell what came at one of them.
const REMEMBERED: usize = 1 << 16;

/// What comes later than so many times the pace comes late for another reason.
const LATEST: u32 = 4;

/// The wake-ups of one run.
#[derive(Default)]
pub(crate) struct Looks(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// How much had happened in the run when it was woken last.
    events: u64,
    /// When it was woken since something happened last.
    idle: Vec<Duration>,
    /// When it was woken at all, from its beginning on.
    all: Vec<Duration>,
    /// The pace that was kept first.
    found: Option<Duration>,
}

impl Looks {
    /// The runtime is woken; so much has happened in the run so far.
    pub(crate) fn woken(&self, now: Duration, events: u64) {
        let mut seen = lock(&self.0);
        if seen.all.len() < REMEMBERED && seen.all.last() != Some(&now) {
            seen.all.push(now);
        }
        if events != seen.events {
            seen.found = seen.found.or_else(|| pace(&seen.idle));
            seen.idle.clear();
            seen.events = events;
        }
        if seen.idle.len() < KEPT && seen.idle.last() != Some(&now) {
            seen.idle.push(now);
        }
    }

    /// The pace that was kept, if one was.
    pub(crate) fn pace(&self) -> Option<Duration> {
        let seen = lock(&self.0);
        seen.found.or_else(|| pace(&seen.idle))
    }

    /// Whether the runtime was at work at this instant, as far as is known.
    fn was_awake(&self, at: Option<Duration>) -> bool {
        let seen = lock(&self.0);
        at.is_some_and(|at| {
            at.is_zero()
                || seen.all.binary_search(&at).is_ok()
                || (seen.all.len() == REMEMBERED && seen.all.last() < Some(&at))
        })
    }

    /// What is to be told where something came so much too late: that it comes from looking.
    pub(crate) fn explain(&self, late: Option<Late>) -> Option<String> {
        let (pace, late) = (self.pace()?, late?);
        // Whoever looks is late by less than the time between two looks, and a few of them may have
        // to follow one another.
        let is_plausible = late.by <= pace * LATEST;
        // Who looks at this pace is there when a whole number of it is over.
        let would_see_it = late.due.is_some_and(|due| is_multiple(due, pace));
        // It comes at a look, and so there was one the pace before. The pace of a timer beside it, which
        // may be the test's, does not lead to it.
        let came_at_a_look = late
            .at
            .is_none_or(|at| self.was_awake(at.checked_sub(pace)));
        (is_plausible && !would_see_it && came_at_a_look).then(|| {
            format!(
                "your code looks every {} whether it is time, instead of being woken at the \
                 instant when it is",
                short(pace)
            )
        })
    }
}

/// Something that came too late.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Late {
    /// By so much.
    pub(crate) by: Duration,
    /// How long it should have taken, where that is known.
    pub(crate) due: Option<Duration>,
    /// When it came, where that is known.
    pub(crate) at: Option<Duration>,
}

fn is_multiple(time: Duration, of: Duration) -> bool {
    time.as_nanos().checked_rem(of.as_nanos()) == Some(0)
}

/// The shortest pace that these instants keep.
fn pace(instants: &[Duration]) -> Option<Duration> {
    let bases = instants.iter().enumerate().take(BETWEEN);
    let paces = bases.flat_map(|(place, base)| {
        let next = instants[place + 1..].iter().take(BETWEEN);
        next.map(move |next| (*base, *next - *base))
    });
    let is_kept = |(base, pace): &(Duration, Duration)| {
        let of_the_wheel = is_multiple(*base, TURN) && is_multiple(*pace, TURN);
        let mut looks = (1..=ENOUGH).map(|look| *base + *pace * look);
        !of_the_wheel && looks.all(|at| instants.binary_search(&at).is_ok())
    };
    paces.filter(is_kept).map(|(_, pace)| pace).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ms, secs};

    fn late(by: u64) -> Option<Late> {
        let by = ms(by);
        Some(Late {
            by,
            due: None,
            at: None,
        })
    }

    #[test]
    fn a_steady_pace_at_which_nothing_happens_is_looking() {
        let looks = Looks::default();
        for look in 1..=5 {
            assert_eq!(looks.explain(late(7)), None);
            looks.woken(ms(10 * look), 3);
        }
        looks.woken(ms(60), 3);
        assert!(
            looks
                .explain(late(7))
                .is_some_and(|told| told.contains("every 10ms"))
        );
        assert_eq!(looks.explain(late(41)), None, "too late for that pace");
        assert_eq!(looks.explain(None), None, "not late at all");
    }

    #[test]
    fn wake_ups_between_two_looks_do_not_hide_the_pace() {
        let looks = Looks::default();
        for (look, between) in [
            (1000, 960),
            (2000, 1984),
            (3000, 2944),
            (4000, 3968),
            (5000, 4992),
        ] {
            looks.woken(ms(between), 0);
            looks.woken(ms(look), 0);
        }
        assert_eq!(looks.pace(), None);
        looks.woken(ms(6000), 0);
        assert_eq!(looks.pace(), Some(secs(1)));
    }

    #[test]
    fn one_long_wait_is_no_looking() {
        let looks = Looks::default();
        for at in [4096, 262_144, 266_240, 266_304, 266_307] {
            looks.woken(ms(at), 0);
        }
        assert_eq!(looks.pace(), None);
    }

    #[test]
    fn what_happens_at_a_steady_pace_is_work() {
        let looks = Looks::default();
        for look in 1..=20 {
            looks.woken(ms(10 * look), look);
        }
        assert_eq!(looks.explain(late(7)), None);
    }

    #[test]
    fn who_looks_at_a_pace_is_there_when_a_whole_number_of_it_is_over() {
        let looks = Looks::default();
        for look in 1..=6 {
            looks.woken(ms(37 * look), 0);
        }
        let due = |due| {
            Some(Late {
                by: ms(37),
                due: Some(ms(due)),
                at: None,
            })
        };
        assert_eq!(looks.explain(due(111)), None, "three jobs in a row, say");
        assert!(looks.explain(due(112)).is_some());
    }

    #[test]
    fn what_comes_at_no_look_comes_late_for_another_reason() {
        let looks = Looks::default();
        for look in 1..=7 {
            looks.woken(ms(137 * look), 0);
        }
        looks.woken(ms(1001), 0);
        let at = |at| {
            Some(Late {
                by: ms(1),
                due: None,
                at: Some(ms(at)),
            })
        };
        assert_eq!(looks.explain(at(1001)), None, "a timer of the test's, say");
        assert!(looks.explain(at(1096)).is_some());
        assert!(looks.explain(at(137)).is_some(), "the first look");
        assert_eq!(looks.explain(at(100)), None, "before the first look");
    }

    #[test]
    fn where_the_timer_wheel_turns_nobody_looks() {
        let looks = Looks::default();
        for turn in 1..=20 {
            looks.woken(ms(64 * turn), 0);
        }
        assert_eq!(looks.pace(), None);
    }
}
