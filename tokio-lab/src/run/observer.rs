//! What is seen of a run from outside its future: panics wherever they happen, idleness, hangs.
//!
//! Threads of a run know their observer. The process's panic hook hands panics on such threads to
//! it instead of printing them, so that a report is one text and not a heap of backtraces.

use std::cell::RefCell;
use std::panic::{Location, PanicHookInfo};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once, OnceLock};
use std::task::Waker;
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;

use super::cancellation::Waits;
use super::clock::ClockWatch;
use super::looks::{Late, Looks};
use super::os::ThreadStat;
use super::owner::{Owner, package};
use super::panicked::Panicked;
use super::settings::Settings;
use crate::instruments::waking::Astray;
use crate::lock::lock;
use crate::record::deliberate::is_deliberate;
use crate::record::failure::Failure;
use crate::record::notes::Notes;
use crate::record::recorder::Recorder;

/// A blocking call worth naming keeps the thread from its next park for longer than this, in real time.
const LONG: Duration = Duration::from_millis(200);

thread_local! {
    static CURRENT: RefCell<Option<Arc<Observer>>> = const { RefCell::new(None) };
}

#[derive(Default)]
pub(crate) struct Observer {
    settings: Settings,
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
    /// When the future under test was cancelled, if it was.
    pub(crate) cancelled_at: Mutex<Option<Duration>>,
    pub(crate) clock: ClockWatch,
    pub(crate) allowed: Allowed,
    background: Mutex<Vec<AbortHandle>>,
    panics: Mutex<Vec<Panicked>>,
    failure: Mutex<Option<Failure>>,
    parks: AtomicU64,
    parked: Mutex<Parked>,
}

/// What a run may leave behind.
#[derive(Debug, Default)]
pub(crate) struct Allowed {
    pub(crate) tasks: AtomicBool,
    pub(crate) panics: AtomicBool,
    pub(crate) moved_clock: AtomicBool,
}

#[derive(Default)]
struct Parked {
    since: Option<Instant>,
    total: Duration,
    longest_awake: Duration,
    awake_since: Option<Instant>,
}

/// The observer of the run that the calling thread belongs to.
pub(crate) fn current() -> Option<Arc<Observer>> {
    CURRENT
        .try_with(|current| current.try_borrow().ok()?.clone())
        .ok()?
}

impl Observer {
    pub(crate) fn new(settings: &Settings) -> Arc<Self> {
        install_hook();
        let allows = settings.allows;
        Arc::new(Observer {
            settings: settings.clone(),
            allowed: Allowed {
                tasks: allows.tasks.into(),
                panics: allows.panics.into(),
                moved_clock: allows.moved_clock.into(),
            },
            ..Observer::default()
        })
    }

    /// How a person finds a place in a source file.
    pub(crate) fn shown(&self, place: &Location<'_>) -> String {
        let file = self.settings.reporter.source_file(place.file());
        format!("{}:{}", file.path, place.line())
    }

    /// Real time after which the run is hung.
    pub(crate) fn watchdog(&self) -> Duration {
        self.settings.watchdog
    }

    /// From here on the calling thread, which the run's runtime has started, belongs to it.
    pub(crate) fn attend_started(self: &Arc<Self>) {
        self.attend();
        lock(&self.threads).extend(ThreadStat::of_this_thread());
    }

    /// What is to be told of this run where something came so much too late.
    pub(crate) fn why_late(&self, late: Option<Late>) -> Option<String> {
        let lost = self.astray.explain(late.map(|late| late.by));
        lost.or_else(|| self.looks.explain(late))
    }

    /// Whether one of the run's threads has been busy for this long; none where nobody tells.
    pub(crate) fn was_busy(&self, for_so_long: Duration) -> Option<bool> {
        let own = self.thread.get().and_then(Option::as_ref)?.read()?;
        let others = lock(&self.threads);
        let times = others.iter().filter_map(ThreadStat::read).chain([own]);
        let busy: Vec<_> = times.map(|time| time.was_busy(for_so_long)).collect();
        match busy.contains(&Some(true)) {
            false if busy.contains(&None) => None,
            any => Some(any),
        }
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

    /// Panics of code under test that follow none of the test's own, wherever they ended.
    pub(crate) fn panics_under_test(&self) -> usize {
        let counts =
            |panic: &&Panicked| !panic.follows && self.settings.counts_panics_of(panic.owner);
        lock(&self.panics).iter().filter(counts).count()
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
        self.settings.horizon + Duration::from_millis(self.later.load(Ordering::Relaxed))
    }

    /// The horizon of the settings, which a run may have moved.
    pub(crate) fn usual_horizon(&self) -> Duration {
        self.settings.horizon
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
        let held = idle >= self.watchdog() / 2;
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

    /// Real time for which the run's thread was held up inside polls, asleep: neither parked by
    /// the runtime, nor working, nor waiting for a core. Called on that thread, at the end.
    ///
    /// None where no stretch between two parks was [`LONG`]: what thousands of short polls lose to page
    /// faults adds up, and is no blocking call.
    pub(crate) fn blocked(&self, began: Instant) -> Duration {
        let parked = lock(&self.parked);
        let awake = began.elapsed().saturating_sub(parked.total);
        let last = parked
            .awake_since
            .map_or(Duration::ZERO, |since| since.elapsed());
        let longest = parked.longest_awake.max(last);
        match self.thread.get().and_then(|thread| thread.as_ref()?.read()) {
            Some(_) if longest < LONG => Duration::ZERO,
            // Shut in beside others, a busy poll takes as long on the wall as a blocking call does.
            Some(time) => time
                .at_work()
                .map_or(Duration::ZERO, |at_work| awake.saturating_sub(at_work)),
            None => longest,
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
        let source = self.settings.reporter.source_file(file);
        panics.push(Panicked {
            message,
            place: format!("{}:{line}", source.path),
            owner: source.owner,
            package: package(file),
            in_task: tokio::task::try_id().is_some(),
            follows,
        });
    }
}

/// Threads that are not part of a run keep the hook that was there before.
fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| match current() {
            Some(_) if is_deliberate() => {}
            Some(run) => run.note(info),
            None => before(info),
        }));
    });
}
