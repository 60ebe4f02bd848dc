//! Mistake: keeps a sorted list, and compares the new timer with those that wait.
//! Breaks: "looks at no other timer than the new one"
//! Rejected by: it_looks_only_at_those_that_matter
//! Told: only the new one should be

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
        let due = timer.due();
        let at = self
            .timers
            .partition_point(|entry| entry.timer.due() >= due);
        self.timers.insert(at, Entry { id, timer });
        id
    }

    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        let at = self.timers.iter().position(|entry| entry.id == id)?;
        Some(self.timers.remove(at).timer)
    }

    pub fn advance_to(&mut self, tick: u64) -> Vec<T> {
        self.tick = self.tick.max(tick);
        let mut due = Vec::new();
        while let Some(last) = self.timers.pop_if(|last| last.timer.due() <= self.tick) {
            due.push(last.timer);
        }
        due
    }
}
