//! One run: a thread, a runtime, a clock, and a watchdog that nothing outlasts.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

use super::clock::{Tampering, Wall};
use super::handle::Lab;
use super::limits::{HORIZON, LAST_WORD, WATCHDOG};
use super::os::{FairTime, ThreadStat};
use super::plain::PlainLab;
use super::settle::{Left, settle};
use super::witness::{Panicked, Witness};
use crate::cut::Cut;
use crate::expect::{Detail, Failure, Raised};
use crate::notes::Notes;
use crate::recorder::{Open, Recorder};
use crate::shorten::quoted;
use crate::timeline::Timeline;
use crate::waking::Handed;

/// How far behind the horizon a timer may lie to be told from none. tokio's longest lie thirty years
/// ahead.
const AGES: Duration = Duration::from_secs(60 * 365 * 24 * 60 * 60);

/// More wake-ups than this to which nothing happens are somebody polling.
const IDLE_WAKES: u64 = 100;

/// So many of them are somebody polling however long the run may last: less than the seconds of a
/// day, so that whoever looks every second is found long before the watchdog's real time is up.
const MANY_IDLE_WAKES: u64 = 50_000;

pub(crate) type Body = Box<dyn FnOnce(Lab) -> Pin<Box<dyn Future<Output = ()>>> + Send>;
pub(crate) type PlainBody = Box<dyn FnOnce(PlainLab) + Send>;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Clock {
    Virtual,
    /// With so many worker threads; 0 is a current-thread runtime.
    Real {
        workers: usize,
    },
    /// The clock on the wall, and no runtime at all.
    Wall,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) clock: Clock,
    pub(crate) seed: u64,
    pub(crate) cut: Option<Cut>,
}

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ending {
    /// The body returned.
    Done,
    /// The body unwound: by a failure, or by a panic.
    Unwound,
    /// Everything waits, and there is no timer left to wake anybody; how the body waits.
    Deadlock { body: Wakes },
    /// Everything waits, and the next timer wakes somebody only at this instant, beyond the horizon.
    Oversleeping { until: Duration },
    /// It wakes again and again and nothing comes of it.
    Polling,
    /// It gives way again and again without waiting for anything, so that the clock cannot move.
    Spinning,
    /// A thread of blocking work holds the virtual clock, and nobody else has anything to do.
    Held,
    /// In real time: it had not got done when it was told to stop; whether one of its threads was
    /// busy until then, where the system tells.
    Waiting { busy: Option<bool> },
    /// It never came back from a poll; whether it was busy or asleep, where the system tells.
    Stuck { busy: Option<bool> },
}

/// What has become of the wakers of a body that waits for ever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wakes {
    /// Somebody keeps one, and never uses it.
    Kept,
    /// Nobody keeps one.
    KeptByNobody,
    /// The last wake went to the waker of an earlier poll.
    Astray,
}

pub(crate) struct RunEnd {
    pub(crate) ending: Ending,
    pub(crate) timeline: Timeline,
    pub(crate) failure: Option<Failure>,
    pub(crate) panics: Vec<Panicked>,
    /// Whether panics in tasks are part of the test.
    pub(crate) allows_panics: bool,
    /// What was left when it had ended well.
    pub(crate) left: Left,
    /// What was done to its clock.
    pub(crate) tampering: Option<Tampering>,
    /// The virtual time after which it never would have got done.
    pub(crate) horizon: Duration,
    /// The pace at which somebody looked whether something had come.
    pub(crate) looks_every: Option<Duration>,
    /// When something happened last.
    pub(crate) last_event: Duration,
    /// What had begun and not ended.
    pub(crate) open: Vec<Open>,
    /// Real time that the thread was held up inside polls.
    pub(crate) blocked: Duration,
    /// Whether the run's seed had any influence.
    pub(crate) drew: bool,
    /// What it tried, what was drawn for it, what its pictures show.
    pub(crate) notes: Notes,
    /// How often the future to cut waited, if the run counted that and there was one.
    pub(crate) waits: Option<usize>,
    /// When the cut was made, if it was.
    pub(crate) cut_at: Option<Duration>,
}

/// What the thread of a run tells when it is over.
struct Told {
    ending: Ending,
    /// Real time that it was held up inside polls.
    blocked: Duration,
    tampering: Option<Tampering>,
    left: Left,
}

impl Told {
    fn just(ending: Ending) -> Self {
        Told {
            ending,
            blocked: Duration::ZERO,
            tampering: None,
            left: Left::default(),
        }
    }
}

pub(crate) fn run(setup: &Setup, body: Body) -> RunEnd {
    let setup = *setup;
    watched(move |witness, verdict| {
        let runtime = start(setup.clock, witness);
        let told = drive(&runtime, setup, body, witness);
        // The verdict stands: nobody waits for what is left to clean up.
        let _ = verdict.send(told);
        runtime.shutdown_background();
    })
}

/// A run without a runtime: the body is a plain function.
pub(crate) fn run_plain(body: PlainBody) -> RunEnd {
    watched(move |witness, verdict| {
        witness.attend();
        witness.thread.get_or_init(ThreadStat::of_this_thread);
        let recorder = Recorder::on_the_wall();
        let _ = witness.recorder.set(recorder.clone());
        let lab = PlainLab::new(recorder.clone(), Arc::clone(witness));
        let ended = catch_unwind(AssertUnwindSafe(|| body(lab)));
        let ending = match ended {
            Ok(()) => Ending::Done,
            Err(payload) => unwound(payload, witness),
        };
        recorder.close();
        let _ = verdict.send(Told::just(ending));
    })
}

/// Starts the run on a thread of its own and waits for its verdict, but not for ever.
fn watched(work: impl FnOnce(&Arc<Witness>, &SyncSender<Told>) + Send + 'static) -> RunEnd {
    let witness = Witness::new();
    let (sender, receiver) = sync_channel(1);
    let inside = Arc::clone(&witness);
    let began = Instant::now();
    thread::Builder::new()
        .name("lab".to_owned())
        .spawn(move || work(&inside, &sender))
        .expect("the system can start a thread");

    let told = in_time(&receiver, &witness).or_else(|late| {
        witness.stop();
        match late {
            RecvTimeoutError::Timeout => receiver.recv_timeout(LAST_WORD),
            RecvTimeoutError::Disconnected => Err(late),
        }
    });
    let told = told.unwrap_or_else(|_| {
        if let Some(recorder) = witness.recorder.get() {
            recorder.close();
        }
        let busy = busy(&witness, began);
        Told::just(Ending::Stuck { busy })
    });
    let cut_at = *witness
        .was_cut
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let recorder = witness.recorder.get();
    RunEnd {
        ending: told.ending,
        timeline: recorder.map(Recorder::timeline).unwrap_or_default(),
        failure: witness.failure(),
        panics: witness.panics(),
        allows_panics: witness.allowed.panics.load(Ordering::Relaxed),
        left: told.left,
        tampering: told.tampering,
        horizon: witness.horizon(),
        looks_every: witness.looks.pace(),
        last_event: recorder.map(Recorder::last_event).unwrap_or_default(),
        open: recorder.map(Recorder::open).unwrap_or_default(),
        blocked: told.blocked,
        drew: witness.drew.load(Ordering::Relaxed),
        notes: witness.notes.clone(),
        waits: witness.waits.most(),
        cut_at,
    }
}

/// The verdict of a run, if it comes before its time is up. The run's thread does not have to pay
/// for the time that it stands in line for a core.
fn in_time(receiver: &Receiver<Told>, witness: &Witness) -> Result<Told, RecvTimeoutError> {
    let time = FairTime::begin(None);
    loop {
        let thread = witness.thread.get().and_then(Option::as_ref);
        let left = WATCHDOG.saturating_sub(time.elapsed(thread));
        if left.is_zero() {
            return Err(RecvTimeoutError::Timeout);
        }
        match receiver.recv_timeout(left) {
            Err(RecvTimeoutError::Timeout) => {}
            other => return other,
        }
    }
}

fn start(clock: Clock, witness: &Arc<Witness>) -> Runtime {
    let mut builder = match clock {
        Clock::Virtual | Clock::Wall | Clock::Real { workers: 0 } => Builder::new_current_thread(),
        Clock::Real { workers } => {
            let mut builder = Builder::new_multi_thread();
            builder.worker_threads(workers);
            builder
        }
    };
    builder.enable_all().start_paused(clock == Clock::Virtual);
    let on_thread = Arc::clone(witness);
    builder.on_thread_start(move || on_thread.attend_started());
    if clock == Clock::Virtual {
        let (park, unpark) = (Arc::clone(witness), Arc::clone(witness));
        builder
            .on_thread_park(move || park.park())
            .on_thread_unpark(move || unpark.unpark());
    }
    builder.build().expect("the system can start a runtime")
}

fn drive(runtime: &Runtime, setup: Setup, body: Body, witness: &Arc<Witness>) -> Told {
    let began = Instant::now();
    witness.attend();
    witness.thread.get_or_init(ThreadStat::of_this_thread);
    witness.begin();
    let (wall, recorder) = Wall::beside(|| {
        let _on_its_clock = runtime.enter();
        Recorder::new()
    });
    let _ = witness.recorder.set(recorder.clone());
    let ended = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let lab = Lab::new(recorder.clone(), setup, Arc::clone(witness));
            until_over(body(lab), setup.clock, witness, &recorder).await
        })
    }));
    let ending = ended.unwrap_or_else(|payload| unwound(payload, witness));
    recorder.close();
    let (blocked, tampering) = match setup.clock {
        Clock::Virtual => {
            let blocked = witness.blocked(began);
            let _on_its_clock = runtime.enter();
            (blocked, witness.clock.found(recorder.now()))
        }
        Clock::Real { .. } | Clock::Wall => (Duration::ZERO, wall.found(|| recorder.now())),
    };
    witness.stop_background();
    let mut left = Left::default();
    if ending == Ending::Done && !witness.allowed.tasks.load(Ordering::Relaxed) {
        let in_real_time = setup.clock != Clock::Virtual;
        left = runtime.block_on(settle(&recorder, in_real_time, &witness.abort));
    }
    Told {
        ending,
        blocked,
        tampering,
        left,
    }
}

/// What an unwinding run has to say for itself.
fn unwound(payload: Box<dyn Any + Send>, witness: &Witness) -> Ending {
    if !payload.is::<Raised>() && witness.panics().is_empty() {
        // Unwound without the hook being told: a panic that somebody resumed.
        let text = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        witness.fail(Failure {
            detail: Detail::Nothing,
            cause_name: None,
            cause: format!(
                "the panic of a job reached the caller: {}",
                text.map_or_else(|| "its payload is no text".to_owned(), |text| quoted(&text))
            ),
        });
    }
    Ending::Unwound
}

/// A run behind its horizon: nothing more is to be done, only to be seen. Will anything ever wake it?
struct Beyond {
    timer: Pin<Box<tokio::time::Sleep>>,
    length: Duration,
}

impl Beyond {
    /// How the body waits is seen by whoever polls it.
    const DEADLOCK: Ending = Ending::Deadlock { body: Wakes::Kept };

    fn new() -> Self {
        // Off every round number, so that it does not end when something else does.
        let length = HORIZON + Duration::from_millis(7);
        Beyond {
            timer: Box::pin(tokio::time::sleep(length)),
            length,
        }
    }

    /// Woken, by its own timer or by what the body has waited for.
    fn poll(&mut self, cx: &mut Context<'_>, idle_wakes: u64, now: Duration) -> Poll<Ending> {
        if self.timer.as_mut().poll(cx).is_pending() {
            return Poll::Ready(Ending::Oversleeping { until: now });
        }
        // The timer itself wakes the runtime some hundred times in all.
        if idle_wakes > 20 * IDLE_WAKES {
            return Poll::Ready(Ending::Polling);
        }
        if self.length > AGES {
            return Poll::Ready(Beyond::DEADLOCK);
        }
        // Twice as far each time: ages are twenty steps, and whoever polls is found early.
        self.length *= 2;
        self.timer = Box::pin(tokio::time::sleep(self.length));
        self.timer.as_mut().poll(cx).map(|()| Beyond::DEADLOCK)
    }
}

/// Polls the body until it is over, cannot go on, or is told to stop.
async fn until_over(
    mut body: Pin<Box<dyn Future<Output = ()>>>,
    clock: Clock,
    witness: &Witness,
    recorder: &Recorder,
) -> Ending {
    // The body is dropped after this function has closed the recorder: what it then cancels is not
    // its doing.
    let mut horizon = pin!(async {
        match clock {
            Clock::Virtual => {
                // The body may move it, as long as it has not been reached.
                while let Some(rest) = witness.horizon().checked_sub(recorder.now())
                    && !rest.is_zero()
                {
                    tokio::time::sleep(rest).await;
                }
            }
            Clock::Real { .. } | Clock::Wall => std::future::pending().await,
        }
    });
    let mut beyond: Option<Beyond> = None;
    let mut handed = Handed::default();
    let (mut events, mut parks_then) = (0, 0);
    let poll = |cx: &mut Context<'_>| {
        *witness
            .waker
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(cx.waker().clone());
        if witness.abort.load(Ordering::SeqCst) {
            let idle_wakes = witness.parks() - parks_then;
            let passed = recorder.now().saturating_sub(recorder.last_event());
            return Poll::Ready(match clock {
                // Only waiting moves the clock: it waits, and asks again and again.
                Clock::Virtual if idle_wakes > IDLE_WAKES && !passed.is_zero() => Ending::Polling,
                Clock::Virtual if witness.was_held() => Ending::Held,
                Clock::Virtual => Ending::Spinning,
                Clock::Real { .. } | Clock::Wall => Ending::Waiting {
                    busy: witness.was_busy(WATCHDOG / 2),
                },
            });
        }
        if let Some(beyond) = &mut beyond
            && recorder.now() > witness.horizon()
        {
            return beyond.poll(cx, witness.parks() - parks_then, recorder.now());
        }
        let waker = handed.waker(cx);
        let polled = body.as_mut().poll(&mut Context::from_waker(&waker));
        drop(waker);
        if polled.is_ready() {
            return Poll::Ready(Ending::Done);
        }
        if recorder.events() != events {
            events = recorder.events();
            parks_then = witness.parks();
        }
        // A few wake-ups belong to whatever happened last; many of them are somebody polling.
        let idle_wakes = witness.parks() - parks_then;
        if idle_wakes > MANY_IDLE_WAKES {
            return Poll::Ready(Ending::Polling);
        }
        if beyond.is_none() && horizon.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        if idle_wakes > IDLE_WAKES {
            return Poll::Ready(Ending::Polling);
        }
        let beyond = beyond.get_or_insert_with(Beyond::new);
        beyond.timer.as_mut().poll(cx).map(|()| Beyond::DEADLOCK)
    };
    let mut ending = poll_fn(poll).await;
    if let Ending::Deadlock { body } = &mut ending {
        *body = match handed.is_kept() {
            _ if witness.astray.is_lost() => Wakes::Astray,
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

fn busy(witness: &Witness, began: Instant) -> Option<bool> {
    let time = witness.thread.get()?.as_ref()?.read()?;
    Some(time.running + time.queued >= began.elapsed() / 2)
}
