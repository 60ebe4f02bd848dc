//! Alternative: no wheel, but a tree that is sorted by tick. It remembers the ticks, so that it need not
//! ask for them again; the id tells where a timer stands.

use std::collections::BTreeMap;

pub trait Due {
    fn due(&self) -> u64;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimerId {
    due: u64,
    number: u64,
}

pub struct TimerWheel<T> {
    timers: BTreeMap<TimerId, T>,
    tick: u64,
    number: u64,
}

impl<T: Due> TimerWheel<T> {
    #[expect(clippy::new_without_default, reason = "there is one way to make one")]
    pub fn new() -> Self {
        TimerWheel {
            timers: BTreeMap::new(),
            tick: 0,
            number: 0,
        }
    }

    pub fn insert(&mut self, timer: T) -> TimerId {
        self.number += 1;
        let id = TimerId {
            due: timer.due(),
            number: self.number,
        };
        self.timers.insert(id, timer);
        id
    }

    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        self.timers.remove(&id)
    }

    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        self.tick = self.tick.max(tick);
        let mut due = Vec::new();
        while let Some(first) = self.timers.first_entry()
            && first.key().due <= self.tick
        {
            due.push(first.remove());
        }
        due
    }
}
