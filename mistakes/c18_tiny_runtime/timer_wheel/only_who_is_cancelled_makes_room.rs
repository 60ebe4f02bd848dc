//! Mistake: gives places away again, and counts them up where a timer is cancelled; where it came, the next
//! one gets the same id.
//! Breaks: "gives an id that no other timer of this wheel ever gets"
//! Rejected by: an_id_is_never_given_again, an_id_is_not_given_again_after_ten_thousands
//! Told: a timer came, then its id was cancelled once more

use std::collections::HashMap;

pub trait Due {
    fn due(&self) -> u64;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId {
    place: u64,
    turn: u64,
}

const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
const LEVELS: usize = 11;
const OVERDUE: usize = LEVELS * SLOTS;

pub struct TimerWheel<T> {
    tick: u64,
    inserted: u64,
    free: Vec<TimerId>,
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
            free: Vec::new(),
            entries: HashMap::new(),
            slots: vec![Vec::new(); OVERDUE + 1],
            occupied: [0; LEVELS],
        }
    }

    pub fn insert(&mut self, timer: T) -> TimerId {
        let id = self.free.pop().unwrap_or_else(|| {
            self.inserted += 1;
            TimerId {
                place: self.inserted,
                turn: 0,
            }
        });
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
        // Whoever gets this place now has an id of its own.
        self.free.push(TimerId {
            turn: id.turn + 1,
            ..id
        });
        Some(timer)
    }

    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        let mut due = Vec::new();
        self.empty(OVERDUE, &mut due);
        while let Some((start, slot)) = self.next_slot()
            && start <= tick
        {
            self.tick = start;
            self.empty(slot, &mut due);
        }
        self.tick = self.tick.max(tick);
        due
    }

    fn put(&mut self, id: TimerId, timer: T) {
        let due = timer.due();
        let slot = if due <= self.tick {
            OVERDUE
        } else {
            let level = (due ^ self.tick).ilog2() as usize / BITS as usize;
            let digit = digit(due, level);
            self.occupied[level] |= 1 << digit;
            level * SLOTS + digit
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
                self.free.push(id);
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
