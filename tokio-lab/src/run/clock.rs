//! Whether a run's clock was left alone: a test measures by it, so code under test may not set it.
//!
//! Virtual time passes while the runtime is idle and at no other time. Whatever the clock shows
//! when the runtime has woken up, it has to show when the runtime goes idle again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use crate::lock::lock;

/// What was done to a clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Tampering {
    /// The virtual clock runs by itself.
    LetGo,
    /// The virtual clock moved while nobody waited.
    Moved,
    /// The clock of a run in real time is not where it would be by itself.
    Stopped,
}

impl Tampering {
    /// What whoever did it is told, in a sentence.
    pub(crate) fn cause(self) -> &'static str {
        match self {
            Tampering::LetGo => {
                "your code let the clock of the test go on: tests measure by it, and only waiting \
                 may move it"
            }
            Tampering::Moved => {
                "your code moved the clock of the test: tests measure by it, and only waiting may \
                 move it"
            }
            Tampering::Stopped => {
                "your code stopped the clock of the test: tests measure by it, and here it goes \
                 on by itself"
            }
        }
    }
}

/// Looks at a virtual clock whenever the runtime goes idle, and whenever it wakes up.
#[derive(Default)]
pub(crate) struct ClockWatch {
    /// Time since the run began, as of the last time that the runtime woke up.
    shown: Mutex<Duration>,
    moved: AtomicBool,
}

impl ClockWatch {
    /// The runtime has woken up: while it was idle, the clock was free to move.
    pub(crate) fn woke(&self, now: Duration) {
        *lock(&self.shown) = now;
    }

    /// The runtime goes idle, or the run is over: until now, the clock had to stand still.
    pub(crate) fn rests(&self, now: Duration) {
        if now != *lock(&self.shown) {
            self.moved.store(true, Ordering::Relaxed);
        }
    }

    /// What was done to the clock of this run, now that it is over; asked inside its runtime.
    pub(crate) fn found(&self, now: Duration) -> Option<Tampering> {
        self.rests(now);
        if !is_paused() {
            Some(Tampering::LetGo)
        } else if self.moved.load(Ordering::Relaxed) {
            Some(Tampering::Moved)
        } else {
            None
        }
    }
}

/// Whether the clock stands. Moving it by nothing changes nothing, and panics where it runs.
fn is_paused() -> bool {
    let mut step = pin!(tokio::time::advance(Duration::ZERO));
    let poll = || step.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    catch_unwind(AssertUnwindSafe(poll)).is_ok()
}

/// The clock on the wall beside that of a run in real time.
pub(crate) struct Wall {
    /// Just before and just after the run's own clock began.
    before: Instant,
    after: Instant,
}

impl Wall {
    /// Notes the time on the wall around the beginning of a run's clock.
    pub(crate) fn beside<T>(begin: impl FnOnce() -> T) -> (Self, T) {
        let before = Instant::now();
        let begun = begin();
        let after = Instant::now();
        (Wall { before, after }, begun)
    }

    /// What was done to the clock of the run, now that it is over. The two clocks are one as long
    /// as nobody sets the run's, so what it shows lies between two looks at the wall.
    pub(crate) fn found(&self, now: impl FnOnce() -> Duration) -> Option<Tampering> {
        let least = self.after.elapsed();
        let shown = now();
        let most = self.before.elapsed();
        (shown < least || most < shown).then_some(Tampering::Stopped)
    }
}
