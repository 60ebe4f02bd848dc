//! Mistake: has a list, and looks at all of it in each call.
//! Breaks: "looks at it in twenty calls at the most"
//! Rejected by: it_looks_only_at_those_that_matter
//! Told: and not again and again

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
        self.timers.push(Entry { id, timer });
        id
    }

    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        let at = self.timers.iter().position(|entry| entry.id == id)?;
        Some(self.timers.swap_remove(at).timer)
    }

    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        self.tick = self.tick.max(tick);
        let now = self.tick;
        let is_due = |entry: &mut Entry<T>| entry.timer.due() <= now;
        let due = self.timers.extract_if(.., is_due);
        let mut due: Vec<T> = due.map(|entry| entry.timer).collect();
        due.sort_by_key(Due::due);
        due
    }
}
