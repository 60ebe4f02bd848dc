//! What is seen of a run from outside its future: panics wherever they happen, idleness, hangs.
//!
//! Threads of a run know their witness. The process's panic hook hands panics on such threads to
//! it instead of printing them, so that a report is one text and not a heap of backtraces.

use std::cell::RefCell;
use std::panic::{Location, PanicHookInfo};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;

use super::clock::ClockWatch;
use super::limits::{HORIZON, WATCHDOG};
use super::os::ThreadStat;
use super::places::{Owner, from_package, owner, package};
use super::settle::Allowed;
use crate::cut::Waits;
use crate::deliberate::is_deliberate;
use crate::expect::Failure;
use crate::looks::Looks;
use crate::notes::Notes;
use crate::recorder::Recorder;
use crate::waking::Astray;

thread_local! {
    static CURRENT: RefCell<Option<Arc<Witness>>> = const { RefCell::new(None) };
}

/// A panic on one of the run's threads.
#[derive(Clone, Debug)]
pub(crate) struct Panicked {
    pub(crate) message: String,
    /// `file:line`, from the package's root.
    pub(crate) place: String,
    pub(crate) owner: Owner,
    /// The library that it comes from, where the path tells.
    pub(crate) package: Option<String>,
    /// Whether it ended a spawned task.
    pub(crate) in_task: bool,
    /// Whether the test had made something panic before.
    pub(crate) follows: bool,
}

#[derive(Default)]
pub(crate) struct Witness {
    pub(crate) recorder: OnceLock<Recorder>,
    pub(crate) thread: OnceLock<Option<ThreadStat>>,
    /// Those that its runtime has started.
    threads: Mutex<Vec<ThreadStat>>,
    /// Set by the watchdog: the run is to end at its next poll.
    pub(crate) abort: AtomicBool,
    /// Whether the runtime was idle most of the time until then.
    held: AtomicBool,
    pub(crate) waker: Mutex<Option<Waker>>,
    pub(crate) notes: Notes,
    pub(crate) drew: AtomicBool,
    /// By how many milliseconds the horizon was moved.
    later: AtomicU64,
    pub(crate) waits: Waits,
    pub(crate) astray: Astray,
    pub(crate) looks: Looks,
    pub(crate) was_cut: Mutex<Option<Duration>>,
    pub(crate) clock: ClockWatch,
    pub(crate) allowed: Allowed,
    background: Mutex<Vec<AbortHandle>>,
    panics: Mutex<Vec<Panicked>>,
    failure: Mutex<Option<Failure>>,
    parks: AtomicU64,
    parked: Mutex<Parked>,
}

#[derive(Default)]
struct Parked {
    since: Option<Instant>,
    total: Duration,
    longest_awake: Duration,
    awake_since: Option<Instant>,
}

/// The witness of the run that the calling thread belongs to.
pub(crate) fn current() -> Option<Arc<Witness>> {
    CURRENT
        .try_with(|current| current.try_borrow().ok()?.clone())
        .ok()?
}

impl Witness {
    pub(crate) fn new() -> Arc<Self> {
        install_hook();
        Arc::default()
    }

    /// From here on the calling thread, which the run's runtime has started, belongs to it.
    pub(crate) fn attend_started(self: &Arc<Self>) {
        self.attend();
        lock(&self.threads).extend(ThreadStat::of_this_thread());
    }

    /// Whether one of the run's threads has been busy for this long; none where nobody tells.
    pub(crate) fn was_busy(&self, for_so_long: Duration) -> Option<bool> {
        let own = self.thread.get().and_then(Option::as_ref)?.read()?;
        let others = lock(&self.threads);
        let mut times = others.iter().filter_map(ThreadStat::read).chain([own]);
        Some(times.any(|time| time.running + time.queued >= for_so_long))
    }

    /// From here on the calling thread belongs to this run.
    pub(crate) fn attend(self: &Arc<Self>) {
        CURRENT.with(|current| *current.borrow_mut() = Some(Arc::clone(self)));
    }

    pub(crate) fn fail(&self, failure: Failure) {
        match self.recorder.get() {
            Some(recorder) => recorder.fail(failure),
            None => {
                lock(&self.failure).get_or_insert(failure);
            }
        }
    }

    pub(crate) fn failure(&self) -> Option<Failure> {
        self.recorder
            .get()
            .and_then(Recorder::failure)
            .or_else(|| lock(&self.failure).clone())
    }

    pub(crate) fn panics(&self) -> Vec<Panicked> {
        lock(&self.panics).clone()
    }

    /// This task ends with the body of the test.
    pub(crate) fn stop_at_the_end(&self, task: AbortHandle) {
        lock(&self.background).push(task);
    }

    /// The body of the test has returned.
    pub(crate) fn stop_background(&self) {
        for task in lock(&self.background).drain(..) {
            task.abort();
        }
    }

    /// How often the runtime has gone idle.
    pub(crate) fn parks(&self) -> u64 {
        self.parks.load(Ordering::Relaxed)
    }

    /// Virtual time after which a run that is not over never will be.
    pub(crate) fn horizon(&self) -> Duration {
        HORIZON + Duration::from_millis(self.later.load(Ordering::Relaxed))
    }

    /// The run may last so much longer.
    pub(crate) fn last_longer(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.later.fetch_max(millis, Ordering::Relaxed);
    }

    /// The watchdog's: the run is to end at its next poll, which comes now.
    pub(crate) fn stop(&self) {
        // In virtual time it is hardly ever idle, unless blocking work holds the clock.
        let idle = {
            let parked = lock(&self.parked);
            let now = parked.since.map_or(Duration::ZERO, |since| since.elapsed());
            parked.total + now
        };
        let held = idle >= WATCHDOG / 2;
        self.held.store(held, Ordering::SeqCst);
        self.abort.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Whether the runtime was idle most of the time until it was told to stop.
    pub(crate) fn was_held(&self) -> bool {
        self.held.load(Ordering::SeqCst)
    }

    fn wake(&self) {
        if let Some(waker) = lock(&self.waker).take() {
            waker.wake();
        }
    }

    /// The run's thread starts to work.
    pub(crate) fn begin(&self) {
        lock(&self.parked).awake_since = Some(Instant::now());
    }

    pub(crate) fn park(&self) {
        if let Some(recorder) = self.recorder.get() {
            self.clock.rests(recorder.now());
        }
        self.parks.fetch_add(1, Ordering::Relaxed);
        let mut parked = lock(&self.parked);
        let now = Instant::now();
        parked.since = Some(now);
        if let Some(awake) = parked.awake_since.take() {
            parked.longest_awake = parked.longest_awake.max(now - awake);
        }
    }

    pub(crate) fn unpark(&self) {
        let mut parked = lock(&self.parked);
        let now = Instant::now();
        if let Some(since) = parked.since.take() {
            parked.total += now - since;
        }
        parked.awake_since = Some(now);
        drop(parked);
        if let Some(recorder) = self.recorder.get() {
            let now = recorder.now();
            self.clock.woke(now);
            self.looks.woken(now, recorder.events());
        }
    }

    /// Real time for which the run's thread was held up inside a poll, asleep: neither parked by
    /// the runtime, nor working, nor waiting for a core. Called on that thread, at the end.
    pub(crate) fn blocked(&self, began: Instant) -> Duration {
        let parked = lock(&self.parked);
        let awake = began.elapsed().saturating_sub(parked.total);
        let last = parked
            .awake_since
            .map_or(Duration::ZERO, |since| since.elapsed());
        match self.thread.get().and_then(|thread| thread.as_ref()?.read()) {
            Some(time) => awake.saturating_sub(time.running + time.queued),
            None => parked.longest_awake.max(last),
        }
    }

    fn note(&self, info: &PanicHookInfo<'_>) {
        let message = info
            .payload_as_str()
            .unwrap_or("a value that is not a text")
            .to_owned();
        let file = info.location().map_or("", Location::file);
        let line = info.location().map_or(0, Location::line);
        let on_purpose = self.recorder.get().is_some_and(Recorder::was_panic_planned);
        let mut panics = lock(&self.panics);
        let follows = on_purpose || panics.iter().any(|panic| panic.owner == Owner::Test);
        panics.push(Panicked {
            message,
            place: format!("{}:{line}", from_package(file)),
            owner: owner(file),
            package: package(file),
            in_task: tokio::task::try_id().is_some(),
            follows,
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Threads that are not part of a run keep the hook that was there before.
fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| match current() {
            Some(_) if is_deliberate() => {}
            Some(witness) => witness.note(info),
            None => before(info),
        }));
    });
}
