//! Alternative: eight levels of 256 slots, the bytes of a tick; a map of timers in each slot that is not
//! empty, sorted by level and slot, and a map that tells in which slot a timer is.

use std::collections::{BTreeMap, HashMap};

pub trait Due {
    fn due(&self) -> u64;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId(usize);

/// Level and digit.
type Slot = (usize, u8);

pub struct TimerWheel<T> {
    tick: u64,
    next: usize,
    overdue: HashMap<usize, T>,
    slots: BTreeMap<Slot, HashMap<usize, T>>,
    places: HashMap<usize, Slot>,
}

impl<T: Due> TimerWheel<T> {
    #[expect(clippy::new_without_default, reason = "there is one way to make one")]
    pub fn new() -> Self {
        TimerWheel {
            tick: 0,
            next: 0,
            overdue: HashMap::new(),
            slots: BTreeMap::new(),
            places: HashMap::new(),
        }
    }

    fn put(&mut self, id: usize, timer: T) {
        let (now, due) = (self.tick.to_le_bytes(), timer.due().to_le_bytes());
        let differs = (0..8).rev().find(|level| now[*level] != due[*level]);
        match differs {
            Some(level) if due[level] > now[level] => {
                let slot = (level, due[level]);
                self.places.insert(id, slot);
                self.slots.entry(slot).or_default().insert(id, timer);
            }
            _ => {
                self.overdue.insert(id, timer);
            }
        }
    }

    pub fn insert(&mut self, timer: T) -> TimerId {
        let id = self.next;
        self.next += 1;
        self.put(id, timer);
        TimerId(id)
    }

    pub fn cancel(&mut self, TimerId(id): TimerId) -> Option<T> {
        let Some(slot) = self.places.remove(&id) else {
            return self.overdue.remove(&id);
        };
        let timers = self.slots.get_mut(&slot)?;
        let timer = timers.remove(&id);
        if timers.is_empty() {
            self.slots.remove(&slot);
        }
        timer
    }

    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        let mut due: Vec<T> = self.overdue.drain().map(|(_, timer)| timer).collect();
        while let Some((&(level, digit), _)) = self.slots.first_key_value() {
            let mut start = self.tick.to_le_bytes();
            start[..level].fill(0);
            start[level] = digit;
            let start = u64::from_le_bytes(start);
            if start > tick {
                break;
            }
            self.tick = start;
            for (id, timer) in self.slots.remove(&(level, digit)).into_iter().flatten() {
                self.places.remove(&id);
                self.put(id, timer);
            }
            due.extend(self.overdue.drain().map(|(_, timer)| timer));
        }
        self.tick = self.tick.max(tick);
        due
    }
}
