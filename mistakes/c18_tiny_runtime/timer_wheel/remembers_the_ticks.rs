//! Mistake: keeps each tick beside its timer, and compares all of them in each call.
//! Breaks: "make nothing slower"
//! Rejected by: those_that_wait_make_nothing_slower
//! Told: moving on by a tick

pub trait Due {
    fn due(&self) -> u64;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId(u64);

pub struct TimerWheel<T> {
    tick: u64,
    inserted: u64,
    timers: Vec<Entry<T>>,
}

struct Entry<T> {
    due: u64,
    id: TimerId,
    timer: T,
}

impl<T: Due> TimerWheel<T> {
    #[expect(clippy::new_without_default, reason = "there is one way to make one")]
    pub fn new() -> Self {
        TimerWheel {
            tick: 0,
            inserted: 0,
            timers: Vec::new(),
        }
    }

    pub fn insert(&mut self, timer: T) -> TimerId {
        let id = TimerId(self.inserted);
        self.inserted += 1;
        let due = timer.due();
        self.timers.push(Entry { due, id, timer });
        id
    }

    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        let at = self.timers.iter().position(|entry| entry.id == id)?;
        Some(self.timers.swap_remove(at).timer)
    }

    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        self.tick = self.tick.max(tick);
        let now = self.tick;
        let is_due = |entry: &mut Entry<T>| entry.due <= now;
        let due = self.timers.extract_if(.., is_due);
        let mut due: Vec<T> = due.map(|entry| entry.timer).collect();
        due.sort_by_key(Due::due);
        due
    }
}
