//! Eleven levels of 64 slots, and a bit for each slot that is not empty. A timer waits at the highest
//! digit in which its tick differs from that of the wheel. Each entry knows its place in its slot.

use std::collections::HashMap;

/// Something that is due at a tick.
pub trait Due {
    /// The tick. Always the same.
    fn due(&self) -> u64;
}

/// Which timer of a wheel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId(u64);

/// Bits of a digit in base 64.
const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
/// Digits of a tick.
const LEVELS: usize = 11;
/// The slot of those that were due when they were put in.
const OVERDUE: usize = LEVELS * SLOTS;

/// Timers that wait for their ticks.
pub struct TimerWheel<T> {
    tick: u64,
    inserted: u64,
    entries: HashMap<TimerId, Entry<T>>,
    slots: Vec<Vec<TimerId>>,
    /// For each level, a bit for each slot that is not empty.
    occupied: [u64; LEVELS],
}

struct Entry<T> {
    timer: T,
    slot: usize,
    /// Where in the slot.
    index: usize,
}

/// The digit of a tick at this level.
fn digit(tick: u64, level: usize) -> usize {
    (tick >> (BITS * level as u32)) as usize % SLOTS
}

impl<T: Due> TimerWheel<T> {
    /// A wheel without timers, at tick 0.
    #[expect(clippy::new_without_default, reason = "there is one way to make one")]
    pub fn new() -> Self {
        TimerWheel {
            tick: 0,
            inserted: 0,
            entries: HashMap::new(),
            slots: vec![Vec::new(); OVERDUE + 1],
            occupied: [0; LEVELS],
        }
    }

    /// Puts a timer in.
    pub fn insert(&mut self, timer: T) -> TimerId {
        let id = TimerId(self.inserted);
        self.inserted += 1;
        self.put(id, timer);
        id
    }

    /// Takes a timer out, if it is still there.
    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        let Entry { timer, slot, index } = self.entries.remove(&id)?;
        let ids = &mut self.slots[slot];
        ids.swap_remove(index);
        // The last one of the slot has taken its place.
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

    /// Moves on to this tick, and gives what is due by then.
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

    /// Puts it where it waits, as seen from the tick of the wheel.
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

    /// The first slot that is not empty, and the tick at which the wheel comes to it. What waits at
    /// a lower level comes before all that waits at a higher one.
    fn next_slot(&self) -> Option<(u64, usize)> {
        (0..LEVELS).find_map(|level| {
            // Only what lies ahead is occupied.
            let occupied = self.occupied[level];
            if occupied == 0 {
                return None;
            }
            let digit = u64::from(occupied.trailing_zeros());
            let shift = BITS * level as u32;
            // The digits above are those of the wheel, the digits below are 0.
            let above = self.tick.checked_shr(shift + BITS).unwrap_or(0);
            let start = above.checked_shl(shift + BITS).unwrap_or(0) | digit << shift;
            Some((start, level * SLOTS + digit as usize))
        })
    }

    /// What is due in this slot is due; the rest goes further down.
    fn empty(&mut self, place: usize, due: &mut Vec<T>) {
        for id in std::mem::take(&mut self.slots[place]) {
            let Some(Entry { timer, .. }) = self.entries.remove(&id) else {
                continue;
            };
            if timer.due() <= self.tick {
                due.push(timer);
            } else {
                self.put(id, timer);
            }
        }
        self.set_empty(place);
    }

    fn set_empty(&mut self, slot: usize) {
        if let Some(occupied) = self.occupied.get_mut(slot / SLOTS) {
            *occupied &= !(1 << (slot % SLOTS));
        }
    }
}
