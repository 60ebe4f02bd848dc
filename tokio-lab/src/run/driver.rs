//! One run: a thread, a runtime, a clock, and a watchdog that nothing outlasts.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::task::{self, Poll};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::task::coop::{Unconstrained, unconstrained};

use super::assumptions::{IDLE_WAKES, LONGEST_TIMER, MANY_IDLE_WAKES, WAKES_OF_A_LONG_TIMER};
use super::clock::{Tampering, Wall};
use super::context::Context;
use super::ending::{Ending, RunEnd, Wakes};
use super::memory::{self, Running};
use super::observer::Observer;
use super::os::{FairTime, ThreadStat};
use super::settings::Settings;
use super::settle::{Left, settle};
use super::setup::{Clock, Setup};
use crate::instruments::waking::Handed;
use crate::lock::lock;
use crate::record::failure::{Failure, Raised};
use crate::record::recorder::Recorder;
use crate::text::shorten::quoted;

/// Real time that a run which is told to stop gets for it. Whoever still reaches await points
/// stops at the next one.
const LAST_WORD: Duration = Duration::from_millis(500);

pub(crate) type Body = Box<dyn FnOnce(Context) -> Pin<Box<dyn Future<Output = ()>>> + Send>;
pub(crate) type PlainBody = Box<dyn FnOnce(Context) + Send>;

/// What the thread of a run says when it is over.
struct Verdict {
    ending: Ending,
    /// Real time that it was held up inside polls.
    blocked: Duration,
    tampering: Option<Tampering>,
    left: Left,
}

impl Verdict {
    fn just(ending: Ending) -> Self {
        Verdict {
            ending,
            blocked: Duration::ZERO,
            tampering: None,
            left: Left::default(),
        }
    }
}

pub(crate) fn run(setup: &Setup, settings: &Settings, body: Body) -> RunEnd {
    let setup = *setup;
    watched(setup.clock, settings, move |observer, verdict| {
        let runtime = start(setup.clock, observer);
        let told = drive(&runtime, setup, body, observer);
        // The verdict stands: nobody waits for what is left to clean up.
        let _ = verdict.send(told);
        runtime.shutdown_background();
    })
}

/// A run without a runtime: the body is a plain function.
pub(crate) fn run_plain(setup: &Setup, settings: &Settings, body: PlainBody) -> RunEnd {
    let setup = *setup;
    watched(setup.clock, settings, move |observer, verdict| {
        observer.attend();
        observer.thread.get_or_init(ThreadStat::of_this_thread);
        let recorder = Recorder::on_the_wall();
        let _ = observer.recorder.set(recorder.clone());
        let context = Context {
            recorder: recorder.clone(),
            setup,
            observer: Arc::clone(observer),
        };
        let ended = catch_unwind(AssertUnwindSafe(|| body(context)));
        let ending = match ended {
            Ok(()) => Ending::Done,
            Err(payload) => unwound(payload, observer),
        };
        recorder.close();
        let _ = verdict.send(Verdict::just(ending));
    })
}

/// Starts the run on a thread of its own and waits for its verdict, but not for ever.
fn watched(
    clock: Clock,
    settings: &Settings,
    work: impl FnOnce(&Arc<Observer>, &SyncSender<Verdict>) + Send + 'static,
) -> RunEnd {
    let observer = Observer::new(settings);
    let (sender, receiver) = sync_channel(1);
    let inside = Arc::clone(&observer);
    let began = Instant::now();
    let running = settings.memory.map(|_| {
        let test = settings.name.as_deref();
        Running::begin(test.unwrap_or_default())
    });
    let thread = thread::Builder::new()
        .name("lab".to_owned())
        .spawn(move || {
            work(&inside, &sender);
            drop(running);
        })
        .expect("the system can start a thread");

    let told = in_time(&receiver, &observer, settings.memory).or_else(|late| {
        observer.stop();
        match late {
            RecvTimeoutError::Timeout => receiver.recv_timeout(LAST_WORD),
            RecvTimeoutError::Disconnected => Err(late),
        }
    });
    if told.is_ok() {
        let_end(thread);
    }
    let told = told.unwrap_or_else(|_| {
        if let Some(recorder) = observer.recorder.get() {
            recorder.close();
        }
        let busy = busy(&observer, began);
        Verdict::just(Ending::Stuck { busy })
    });
    let cancelled_at = *lock(&observer.cancelled_at);
    let failure = observer.failure();
    let recorder = observer.recorder.get();
    RunEnd {
        ending: told.ending,
        // Instants of real time are other ones each time, and reports should not be.
        timeline: recorder
            .filter(|_| clock == Clock::Virtual)
            .map(Recorder::timeline)
            .unwrap_or_default(),
        place: failure
            .as_ref()
            .and_then(|failure| failure.place)
            .map(|place| observer.shown(place)),
        failure,
        panics: observer.panics(),
        allows_panics: observer.allowed.panics.load(Ordering::Relaxed),
        left: told.left,
        tampering: told
            .tampering
            .filter(|_| !observer.allowed.moved_clock.load(Ordering::Relaxed)),
        horizon: observer.horizon(),
        looks_every: observer.looks.pace(),
        known: recorder.map_or_else(Vec::new, |recorder| recorder.known().times),
        last_event: recorder.map(Recorder::last_event).unwrap_or_default(),
        watchdog: observer.watchdog(),
        open: recorder.map(Recorder::open).unwrap_or_default(),
        blocked: told.blocked,
        drew: observer.drew.load(Ordering::Relaxed),
        notes: observer.notes.clone(),
        waits: observer.waits.most(),
        cancelled_at,
    }
}

/// The verdict of a run, if it comes before its time is up. The run's thread does not have to pay
/// for the time that it stands in line for a core. Looks after the process's memory meanwhile, if
/// that has a limit.
fn in_time(
    receiver: &Receiver<Verdict>,
    observer: &Observer,
    memory: Option<usize>,
) -> Result<Verdict, RecvTimeoutError> {
    let mut time = FairTime::begin(None);
    loop {
        let thread = observer.thread.get().and_then(Option::as_ref);
        let left = observer.watchdog().saturating_sub(time.elapsed(thread));
        if left.is_zero() {
            return Err(RecvTimeoutError::Timeout);
        }
        let pause = left.min(FairTime::ASKED_EVERY);
        let pause = memory.map_or(pause, |_| pause.min(memory::LOOKS_EVERY));
        match receiver.recv_timeout(pause) {
            Err(RecvTimeoutError::Timeout) => {
                if let Some(most) = memory {
                    memory::look(most);
                }
            }
            other => return other,
        }
    }
}

/// Waits until a thread that has told its verdict is gone, but not for ever.
///
/// Code under test can have left values in its thread-locals, which are dropped after the verdict:
/// one that ends the process does so before the test is said to have passed, and not now before,
/// now after it. `JoinHandle::is_finished` is true too early for that, and `join` knows no limit.
fn let_end(thread: JoinHandle<()>) {
    let (gone, is_gone) = sync_channel(1);
    let waiting = thread::Builder::new().name("lab end".to_owned());
    let waiting = waiting.spawn(move || {
        // How it ended is in its verdict.
        let _ = thread.join();
        let _ = gone.send(());
    });
    if waiting.is_ok() {
        let _ = is_gone.recv_timeout(LAST_WORD);
    }
}

fn start(clock: Clock, observer: &Arc<Observer>) -> Runtime {
    let mut builder = match clock {
        Clock::Virtual | Clock::Wall | Clock::Real { workers: 0 } => Builder::new_current_thread(),
        Clock::Real { workers } => {
            let mut builder = Builder::new_multi_thread();
            builder.worker_threads(workers);
            builder
        }
    };
    builder.enable_all().start_paused(clock == Clock::Virtual);
    // The observer holds the runtime, by the clock of its recorder: who held it in return would keep
    // both, and the files that the runtime has open, for as long as the process lasts.
    let tell = |what: fn(&Arc<Observer>)| {
        let observer = Arc::downgrade(observer);
        move || {
            if let Some(observer) = observer.upgrade() {
                what(&observer);
            }
        }
    };
    builder.on_thread_start(tell(|observer| observer.attend_started()));
    if clock == Clock::Virtual {
        builder
            .on_thread_park(tell(|observer| observer.park()))
            .on_thread_unpark(tell(|observer| observer.unpark()));
    }
    builder.build().expect("the system can start a runtime")
}

fn drive(runtime: &Runtime, setup: Setup, body: Body, observer: &Arc<Observer>) -> Verdict {
    let began = Instant::now();
    observer.attend();
    observer.thread.get_or_init(ThreadStat::of_this_thread);
    observer.begin();
    let (wall, recorder) = Wall::beside(|| {
        let _on_its_clock = runtime.enter();
        Recorder::new()
    });
    let _ = observer.recorder.set(recorder.clone());
    let ended = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let context = Context {
                recorder: recorder.clone(),
                setup,
                observer: Arc::clone(observer),
            };
            until_over(body(context), setup.clock, observer, &recorder).await
        })
    }));
    let ending = ended.unwrap_or_else(|payload| unwound(payload, observer));
    recorder.close();
    let (blocked, tampering) = match setup.clock {
        Clock::Virtual => {
            let blocked = observer.blocked(began);
            let _on_its_clock = runtime.enter();
            (blocked, observer.clock.found(recorder.now()))
        }
        Clock::Real { .. } | Clock::Wall => (Duration::ZERO, wall.found(|| recorder.now())),
    };
    observer.stop_background();
    let mut left = Left::default();
    if ending == Ending::Done && !observer.allowed.tasks.load(Ordering::Relaxed) {
        let in_real_time = setup.clock != Clock::Virtual;
        left = runtime.block_on(settle(&recorder, in_real_time, &observer.abort));
    }
    Verdict {
        ending,
        blocked,
        tampering,
        left,
    }
}

/// What an unwinding run has to say for itself.
fn unwound(payload: Box<dyn Any + Send>, observer: &Observer) -> Ending {
    if !payload.is::<Raised>() && observer.panics().is_empty() {
        // Unwound without the hook being told: a panic that somebody resumed.
        let text = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        let text = text.map_or_else(|| "its payload is no text".to_owned(), |text| quoted(&text));
        observer.fail(Failure::of_the_run(format!(
            "the panic of a job reached the caller: {text}"
        )));
    }
    Ending::Unwound
}

/// Asked after the body, in the same go: a body that has spent the budget of that go must not make it
/// ask to be polled again, for it would again and again, and no time would pass.
type Timer = Unconstrained<tokio::time::Sleep>;

fn timer(length: Duration) -> Pin<Box<Timer>> {
    Box::pin(unconstrained(tokio::time::sleep(length)))
}

/// A run behind its horizon: nothing more is to be done, only to be seen. Will anything ever wake it?
struct Beyond {
    timer: Pin<Box<Timer>>,
    length: Duration,
}

impl Beyond {
    /// How the body waits is seen by whoever polls it.
    const DEADLOCK: Ending = Ending::Deadlock { body: Wakes::Kept };

    fn new(horizon: Duration) -> Self {
        // Off every round number, so that it does not end when something else does.
        let length = horizon + Duration::from_millis(7);
        Beyond {
            timer: timer(length),
            length,
        }
    }

    /// Woken, by its own timer or by what the body has waited for.
    fn poll(&mut self, cx: &mut task::Context<'_>, idle_wakes: u64, now: Duration) -> Poll<Ending> {
        if self.timer.as_mut().poll(cx).is_pending() {
            return Poll::Ready(Ending::Oversleeping { until: now });
        }
        if idle_wakes > WAKES_OF_A_LONG_TIMER {
            return Poll::Ready(Ending::Polling);
        }
        if self.length > LONGEST_TIMER {
            return Poll::Ready(Beyond::DEADLOCK);
        }
        // Twice as far each time: ages are twenty steps, and whoever polls is found early.
        self.length *= 2;
        self.timer = timer(self.length);
        self.timer.as_mut().poll(cx).map(|()| Beyond::DEADLOCK)
    }
}

/// Polls the body until it is over, cannot go on, or is told to stop.
async fn until_over(
    mut body: Pin<Box<dyn Future<Output = ()>>>,
    clock: Clock,
    observer: &Observer,
    recorder: &Recorder,
) -> Ending {
    // The body is dropped after this function has closed the recorder: what it then cancels is not
    // its doing.
    let mut horizon = pin!(async {
        match clock {
            Clock::Virtual => {
                // The body may move it, as long as it has not been reached.
                while let Some(rest) = observer.horizon().checked_sub(recorder.now())
                    && !rest.is_zero()
                {
                    timer(rest).await;
                }
            }
            Clock::Real { .. } | Clock::Wall => std::future::pending().await,
        }
    });
    let mut beyond: Option<Beyond> = None;
    let mut handed = Handed::default();
    let (mut events, mut parks_then) = (0, 0);
    let poll = |cx: &mut task::Context<'_>| {
        *lock(&observer.waker) = Some(cx.waker().clone());
        if observer.abort.load(Ordering::SeqCst) {
            let idle_wakes = observer.parks() - parks_then;
            let passed = recorder.now().saturating_sub(recorder.last_event());
            return Poll::Ready(match clock {
                // Only waiting moves the clock: it waits, and asks again and again.
                Clock::Virtual if idle_wakes > IDLE_WAKES && !passed.is_zero() => Ending::Polling,
                Clock::Virtual if observer.was_held() => Ending::Held,
                Clock::Virtual => Ending::Spinning,
                Clock::Real { .. } | Clock::Wall => Ending::Waiting {
                    busy: observer.was_busy(observer.watchdog() / 2),
                },
            });
        }
        if let Some(beyond) = &mut beyond
            && recorder.now() > observer.horizon()
        {
            return beyond.poll(cx, observer.parks() - parks_then, recorder.now());
        }
        let waker = handed.waker(cx);
        let polled = body.as_mut().poll(&mut task::Context::from_waker(&waker));
        drop(waker);
        if polled.is_ready() {
            return Poll::Ready(Ending::Done);
        }
        if recorder.events() != events {
            events = recorder.events();
            parks_then = observer.parks();
        }
        // A few wake-ups belong to whatever happened last; many of them are somebody polling.
        let idle_wakes = observer.parks() - parks_then;
        if idle_wakes > MANY_IDLE_WAKES {
            return Poll::Ready(Ending::Polling);
        }
        if beyond.is_none() && horizon.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        if idle_wakes > IDLE_WAKES {
            return Poll::Ready(Ending::Polling);
        }
        let beyond = beyond.get_or_insert_with(|| Beyond::new(observer.usual_horizon()));
        beyond.timer.as_mut().poll(cx).map(|()| Beyond::DEADLOCK)
    };
    let mut ending = poll_fn(poll).await;
    if let Ending::Deadlock { body } = &mut ending {
        *body = match handed.is_kept() {
            _ if observer.astray.is_lost() => Wakes::Astray,
            true => Wakes::Kept,
            false => Wakes::KeptByNobody,
        };
    }
    match ending {
        Ending::Deadlock { .. } | Ending::Oversleeping { .. } | Ending::Polling => {
            recorder.close_at_last_event();
        }
        _ => recorder.close(),
    }
    ending
}

fn busy(observer: &Observer, began: Instant) -> Option<bool> {
    let time = observer.thread.get()?.as_ref()?.read()?;
    time.was_busy(began.elapsed() / 2)
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, Weak};

    use super::*;

    #[test]
    fn nothing_holds_what_belonged_to_a_run_that_is_over() {
        for clock in [Clock::Virtual, Clock::Real { workers: 0 }] {
            let observer = Arc::new(Mutex::new(Weak::new()));
            let seen = Arc::clone(&observer);
            let setup = Setup {
                clock,
                seed: 1,
                cancel: None,
            };
            let body: Body = Box::new(move |context| {
                *lock(&seen) = Arc::downgrade(&context.observer);
                Box::pin(async move {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    drop(context);
                })
            });
            let end = run(&setup, &Settings::default(), body);
            assert_eq!(end.ending, Ending::Done);
            let left = lock(&observer).strong_count();
            assert_eq!(left, 0, "what it has open is never closed");
        }
    }
}
