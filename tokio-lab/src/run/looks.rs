//! Whether somebody looks every so often instead of being woken: the runtime is woken at a steady
//! pace, and nothing happens.

use std::sync::Mutex;
use std::time::Duration;

use crate::lock::lock;
use crate::timeline::short;

/// So many looks in a row are no accident.
const ENOUGH: usize = 5;

/// The wake-ups of one run.
#[derive(Default)]
pub(crate) struct Looks(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// When the runtime was woken last, and how much had happened by then.
    last: Duration,
    events: u64,
    /// So often it was woken after just this time, and nothing had happened.
    pace: Duration,
    count: usize,
    /// The pace that was kept first for long enough.
    found: Option<Duration>,
}

impl Looks {
    /// The runtime is woken; so much has happened in the run so far.
    pub(crate) fn woken(&self, now: Duration, events: u64) {
        let mut seen = lock(&self.0);
        let passed = now.saturating_sub(seen.last);
        if passed.is_zero() {
            return;
        }
        seen.count = match events == seen.events {
            true if passed == seen.pace => seen.count + 1,
            true => 1,
            false => 0,
        };
        (seen.last, seen.events, seen.pace) = (now, events, passed);
        if seen.count >= ENOUGH {
            seen.found.get_or_insert(passed);
        }
    }

    /// The pace that was kept, if one was.
    pub(crate) fn pace(&self) -> Option<Duration> {
        lock(&self.0).found
    }

    /// What is to be told where something came so much too late: that it comes from looking.
    pub(crate) fn explain(&self, late_by: Option<Duration>) -> Option<String> {
        let (pace, late_by) = (self.pace()?, late_by?);
        // Whoever looks is late by less than the time between two looks.
        (late_by <= pace).then(|| {
            format!(
                "your code looks every {} whether it is time, instead of being woken at the \
                 instant when it is",
                short(pace)
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ms;

    #[test]
    fn a_steady_pace_at_which_nothing_happens_is_looking() {
        let looks = Looks::default();
        for look in 1..=5 {
            assert_eq!(looks.explain(Some(ms(7))), None);
            looks.woken(ms(10 * look), 3);
        }
        looks.woken(ms(60), 3);
        assert!(
            looks
                .explain(Some(ms(7)))
                .is_some_and(|told| told.contains("every 10ms"))
        );
        assert_eq!(looks.explain(Some(ms(11))), None, "too late for that pace");
        assert_eq!(looks.explain(None), None, "not late at all");
    }

    #[test]
    fn what_happens_at_a_steady_pace_is_work() {
        let looks = Looks::default();
        for look in 1..=20 {
            looks.woken(ms(10 * look), look);
        }
        assert_eq!(looks.explain(Some(ms(7))), None);
    }
}
