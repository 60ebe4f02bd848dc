//! Two threads that do something at the same moment: a barrier that spins, and a way back.

use std::hint::{black_box, spin_loop};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::cores;
use crate::lock::lock;
use crate::record::failure::Raised;
use crate::run::plain::PlainLab;

/// Who has looked for the other thread for this long sleeps for a while: where others keep the cores
/// busy, the other one waits for its core, and looking on would only use up what this one gets of its
/// own.
const PATIENCE: Duration = Duration::from_millis(4);

/// All who sleep wake at a multiple of this, so that both are back at the same time.
const TICK: Duration = Duration::from_millis(12);

/// So many looks are cheaper than a look at the clock.
const LOOKS: u32 = 256;

/// Who notices that a round has begun only after this time had no core when it did.
const LATE: Duration = Duration::from_micros(20);

/// The calling thread and the one that it races with.
pub(super) struct Pair<S, B> {
    shared: Arc<Shared<S, B>>,
}

struct Shared<S, B> {
    /// What the other thread is given for a round, and what it gives.
    given: Mutex<Option<(Arc<S>, i64)>>,
    gave: Mutex<Option<(B, bool)>>,
    /// The number of the round that is prepared, that the other thread is ready for, that has
    /// begun, that it is done with.
    prepared: AtomicU64,
    ready: AtomicU64,
    begun: AtomicU64,
    done: AtomicU64,
    /// When the round began, in nanoseconds.
    began: AtomicU64,
    epoch: Instant,
    /// Whether one of them has left for good.
    left: AtomicBool,
}

/// What came of a round.
pub(super) struct Round<A, B> {
    pub(super) one: A,
    pub(super) other: B,
    /// Whether both had a core at its beginning: else their order says nothing about the offset.
    pub(super) together: bool,
}

/// Says that a thread has left, also when it unwinds.
struct Leaves<S, B>(Arc<Shared<S, B>>);

impl<S, B> Drop for Leaves<S, B> {
    fn drop(&mut self) {
        self.0.left.store(true, Ordering::SeqCst);
    }
}

impl<S: Send + Sync + 'static, B: Send + 'static> Pair<S, B> {
    /// Starts the other thread, a thread of this run.
    pub(super) fn new(lab: &PlainLab, act: impl FnMut(&S) -> B + Send + 'static) -> Self {
        let shared = Arc::new(Shared {
            given: Mutex::default(),
            gave: Mutex::default(),
            prepared: AtomicU64::new(0),
            ready: AtomicU64::new(0),
            begun: AtomicU64::new(0),
            done: AtomicU64::new(0),
            began: AtomicU64::new(0),
            epoch: Instant::now(),
            left: AtomicBool::new(false),
        });
        // Asked before the first is taken: a new thread starts on the core of the old one.
        let [here, there] = cores::two();
        if let Some(core) = here {
            core.take();
        }
        let leaves = Leaves(Arc::clone(&shared));
        // It ends when the pair is dropped; nobody waits for it, since it may hang in the code
        // under test.
        drop(lab.thread(move || {
            if let Some(core) = there {
                core.take();
            }
            other_side(&leaves.0, act);
        }));
        Pair { shared }
    }

    /// One round: both act on the same state, this thread so many turns later, or the other one
    /// where it is negative.
    pub(super) fn round<A>(
        &self,
        state: &Arc<S>,
        offset: i64,
        act: impl FnOnce() -> A,
    ) -> Round<A, B> {
        let shared = &*self.shared;
        let round = shared.begun.load(Ordering::Relaxed) + 1;
        *lock(&shared.given) = Some((Arc::clone(state), -offset));
        shared.prepared.store(round, Ordering::Release);
        shared.until(&shared.ready, round);
        shared.began.store(shared.nanos(), Ordering::Relaxed);
        shared.begun.store(round, Ordering::Release);
        spin(offset);
        let one = act();
        shared.until(&shared.done, round);
        match lock(&shared.gave).take() {
            Some((other, together)) => Round {
                one,
                other,
                together,
            },
            // It has left: it panicked, and the run knows.
            None => resume_unwind(Box::new(Raised)),
        }
    }
}

impl<S, B> Drop for Pair<S, B> {
    fn drop(&mut self) {
        self.shared.left.store(true, Ordering::SeqCst);
    }
}

fn other_side<S, B>(shared: &Shared<S, B>, mut act: impl FnMut(&S) -> B) {
    for round in 1.. {
        shared.until(&shared.prepared, round);
        let Some((state, offset)) = lock(&shared.given).take() else {
            return;
        };
        shared.ready.store(round, Ordering::Release);
        shared.until(&shared.begun, round);
        let noticed = shared.nanos();
        spin(offset);
        let other = act(&state);
        drop(state);
        let late =
            Duration::from_nanos(noticed.saturating_sub(shared.began.load(Ordering::Relaxed)));
        let together = late < LATE;
        *lock(&shared.gave) = Some((other, together));
        shared.done.store(round, Ordering::Release);
    }
}

impl<S, B> Shared<S, B> {
    /// Until the other thread has come to this round, or has left.
    fn until(&self, stage: &AtomicU64, round: u64) {
        let mut looks = 0_u32;
        let mut since = Instant::now();
        while stage.load(Ordering::Acquire) != round && !self.left.load(Ordering::Relaxed) {
            looks += 1;
            if looks.is_multiple_of(LOOKS) && since.elapsed() > PATIENCE {
                let into = self.epoch.elapsed().as_nanos() % TICK.as_nanos();
                sleep(TICK - Duration::from_nanos(into as u64));
                since = Instant::now();
            }
            spin_loop();
        }
    }

    fn nanos(&self) -> u64 {
        self.epoch.elapsed().as_nanos() as u64
    }
}

/// So many turns of a loop that does nothing: finer than any clock. None if negative.
fn spin(turns: i64) {
    let mut turn = 0;
    while turn < turns {
        turn = black_box(turn) + 1;
    }
}
