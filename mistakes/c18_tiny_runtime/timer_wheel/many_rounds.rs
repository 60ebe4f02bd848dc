//! Mistake: has one ring of 64 slots, and looks in each round at all that waits in a slot, whether this is its round.
//! Breaks: "looks at it in twenty calls at the most"
//! Rejected by: it_looks_only_at_those_that_matter
//! Told: and not again and again

use std::collections::HashMap;

pub trait Due {
    fn due(&self) -> u64;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId {
    number: u64,
    slot: usize,
}

pub struct TimerWheel<T> {
    tick: u64,
    inserted: u64,
    overdue: HashMap<u64, T>,
    slots: Vec<HashMap<u64, T>>,
}

const SLOTS: usize = 64;

impl<T: Due> TimerWheel<T> {
    #[expect(clippy::new_without_default, reason = "there is one way to make one")]
    pub fn new() -> Self {
        TimerWheel {
            tick: 0,
            inserted: 0,
            overdue: HashMap::new(),
            slots: (0..SLOTS).map(|_| HashMap::new()).collect(),
        }
    }

    pub fn insert(&mut self, timer: T) -> TimerId {
        self.inserted += 1;
        let (number, slot) = (self.inserted, timer.due() as usize % SLOTS);
        if timer.due() <= self.tick {
            self.overdue.insert(number, timer);
        } else {
            self.slots[slot].insert(number, timer);
        }
        TimerId { number, slot }
    }

    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        let overdue = self.overdue.remove(&id.number);
        overdue.or_else(|| self.slots[id.slot].remove(&id.number))
    }

    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        let mut due: Vec<T> = self.overdue.drain().map(|(_, timer)| timer).collect();
        while self.tick < tick {
            self.tick += 1;
            let slot = &mut self.slots[self.tick as usize % SLOTS];
            let now = self.tick;
            due.extend(
                slot.extract_if(|_, timer| timer.due() <= now)
                    .map(|(_, timer)| timer),
            );
        }
        due
    }
}
