//! Mistake: has levels for 36 bits, and looks through all that is further away whenever these have gone
//! round.
//! Breaks: "`advance_to` looks at it in twenty calls at the most, however many calls there are"
//! Rejected by: what_is_far_away_is_not_looked_at_in_each_round
//! Told: is not to be looked through in each round

use std::collections::HashMap;

pub trait Due {
    fn due(&self) -> u64;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId(u64);

const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
const LEVELS: usize = 6;
const OVERDUE: usize = LEVELS * SLOTS;
const LATER: usize = OVERDUE + 1;

pub struct TimerWheel<T> {
    tick: u64,
    inserted: u64,
    entries: HashMap<TimerId, Entry<T>>,
    slots: Vec<Vec<TimerId>>,
    occupied: [u64; LEVELS],
}

struct Entry<T> {
    timer: T,
    slot: usize,
    index: usize,
}

fn digit(tick: u64, level: usize) -> usize {
    (tick >> (BITS * level as u32)) as usize % SLOTS
}

impl<T: Due> TimerWheel<T> {
    #[expect(clippy::new_without_default, reason = "there is one way to make one")]
    pub fn new() -> Self {
        TimerWheel {
            tick: 0,
            inserted: 0,
            entries: HashMap::new(),
            slots: vec![Vec::new(); LATER + 1],
            occupied: [0; LEVELS],
        }
    }

    pub fn insert(&mut self, timer: T) -> TimerId {
        let id = TimerId(self.inserted);
        self.inserted += 1;
        self.put(id, timer);
        id
    }

    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        let Entry { timer, slot, index } = self.entries.remove(&id)?;
        let ids = &mut self.slots[slot];
        ids.swap_remove(index);
        if let Some(moved) = ids.get(index)
            && let Some(entry) = self.entries.get_mut(moved)
        {
            entry.index = index;
        }
        if ids.is_empty() {
            self.set_empty(slot);
        }
        Some(timer)
    }

    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        let mut due = Vec::new();
        self.empty(OVERDUE, &mut due);
        self.turn_to(tick, &mut due);
        if tick > self.tick {
            let round = BITS as usize * LEVELS;
            let is_over = tick >> round != self.tick >> round;
            self.tick = tick;
            if is_over {
                let before = due.len();
                self.empty(LATER, &mut due);
                due[before..].sort_by_key(Due::due);
            }
        }
        due
    }

    fn turn_to(&mut self, tick: u64, due: &mut Vec<T>) {
        while let Some((start, slot)) = self.next_slot()
            && start <= tick
        {
            self.tick = start;
            self.empty(slot, due);
        }
    }

    fn put(&mut self, id: TimerId, timer: T) {
        let due = timer.due();
        let slot = if due <= self.tick {
            OVERDUE
        } else {
            match (due ^ self.tick).ilog2() as usize / BITS as usize {
                level @ ..LEVELS => {
                    let digit = digit(due, level);
                    self.occupied[level] |= 1 << digit;
                    level * SLOTS + digit
                }
                // Not before the levels have gone round once.
                _ => LATER,
            }
        };
        let index = self.slots[slot].len();
        self.slots[slot].push(id);
        self.entries.insert(id, Entry { timer, slot, index });
    }

    fn next_slot(&self) -> Option<(u64, usize)> {
        (0..LEVELS).find_map(|level| {
            let occupied = self.occupied[level];
            if occupied == 0 {
                return None;
            }
            let digit = u64::from(occupied.trailing_zeros());
            let shift = BITS * level as u32;
            let above = self.tick.checked_shr(shift + BITS).unwrap_or(0);
            let start = above.checked_shl(shift + BITS).unwrap_or(0) | digit << shift;
            Some((start, level * SLOTS + digit as usize))
        })
    }

    fn empty(&mut self, slot: usize, due: &mut Vec<T>) {
        for id in std::mem::take(&mut self.slots[slot]) {
            let Some(Entry { timer, .. }) = self.entries.remove(&id) else {
                continue;
            };
            if timer.due() <= self.tick {
                due.push(timer);
            } else {
                self.put(id, timer);
            }
        }
        self.set_empty(slot);
    }

    fn set_empty(&mut self, slot: usize) {
        if let Some(occupied) = self.occupied.get_mut(slot / SLOTS) {
            *occupied &= !(1 << (slot % SLOTS));
        }
    }
}
