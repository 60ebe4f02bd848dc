//! Work that goes wrong, at each of the moments at which it can.

use std::fmt;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::instruments::job::{Job, JobBuilder};
use crate::record::deliberate::deliberately;
use crate::record::recorder::Recorder;
use crate::timeline::End;

/// A moment at which work goes wrong, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The closure itself panics, before there is a future.
    PanicsWhenCalled,
    /// The future panics in its first poll.
    PanicsWhenPolled,
    /// It panics [later](Fault::LATER).
    PanicsLater,
    /// It panics when it is dropped before its end, as when it is cancelled. Left alone it comes to
    /// a good end [later](Fault::LATER).
    PanicsWhenDropped,
    /// It fails in its first poll.
    FailsAtOnce,
    /// It fails [later](Fault::LATER).
    FailsLater,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 6] = [
        Fault::PanicsWhenCalled,
        Fault::PanicsWhenPolled,
        Fault::PanicsLater,
        Fault::PanicsWhenDropped,
        Fault::FailsAtOnce,
        Fault::FailsLater,
    ];

    /// So long after its first poll goes wrong what goes wrong later.
    pub const LATER: Duration = Duration::from_millis(100);

    /// The message of its panic or error. The payload of the panic in the first poll is a `String`,
    /// as that of a message with values in it; that of the others is a `&'static str`.
    pub const MESSAGE: &str = "no paper";

    /// Whether it panics, at whatever moment.
    #[must_use]
    pub fn panics(self) -> bool {
        !matches!(self, Fault::FailsAtOnce | Fault::FailsLater)
    }
}

/// As in a sentence on the work: `panics when it is called`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::PanicsWhenCalled => "panics when it is called",
            Fault::PanicsWhenPolled => "panics in its first poll",
            Fault::PanicsLater => "panics after a while",
            Fault::PanicsWhenDropped => "panics when it is cancelled",
            Fault::FailsAtOnce => "fails at once",
            Fault::FailsLater => "fails after a while",
        })
    }
}

/// Whether the hook for panics hears of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Voice {
    Quiet,
    Loud,
}

/// Work that goes wrong. Made by what [`Lab::faulty`](crate::Lab::faulty) gives.
#[derive(Debug)]
pub struct Faulty {
    job: Option<Job<Result<(), String>>>,
    /// How to panic when dropped, as long as it has not ended.
    at_drop: Option<Voice>,
}

/// A closure that does this work, on this lane.
pub(crate) fn faulty(
    recorder: &Recorder,
    lane: &str,
    fault: Fault,
    voice: Voice,
) -> impl Fn() -> Faulty + Clone + Send + Sync + 'static + use<> {
    recorder.lane(lane);
    let (recorder, lane) = (recorder.clone(), lane.to_owned());
    move || {
        if fault == Fault::PanicsWhenCalled {
            panic(voice);
        }
        let time = match fault {
            Fault::PanicsWhenPolled | Fault::FailsAtOnce => Duration::ZERO,
            _ => Fault::LATER,
        };
        let give = move || match fault {
            Fault::PanicsWhenPolled => panic_with_values(voice),
            Fault::PanicsLater => panic(voice),
            Fault::FailsAtOnce | Fault::FailsLater => Err(Fault::MESSAGE.to_owned()),
            Fault::PanicsWhenCalled | Fault::PanicsWhenDropped => Ok(()),
        };
        let ending = |given: &Result<(), String>| match given {
            Ok(()) => End::Finished,
            Err(_) => End::Failed,
        };
        Faulty {
            job: Some(
                JobBuilder::new(&recorder, &lane)
                    .takes(time)
                    .ends(give, ending),
            ),
            at_drop: (fault == Fault::PanicsWhenDropped).then_some(voice),
        }
    }
}

impl Future for Faulty {
    type Output = Result<(), String>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(job) = &mut self.job else {
            return Poll::Pending;
        };
        let given = ready!(Pin::new(job).poll(cx));
        self.at_drop = None;
        Poll::Ready(given)
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        // First, so that its lane shows that it was cancelled.
        self.job = None;
        // A second panic would end the process.
        if let Some(voice) = self.at_drop.filter(|_| !std::thread::panicking()) {
            panic(voice);
        }
    }
}

fn panic(voice: Voice) -> ! {
    match voice {
        Voice::Quiet => resume_unwind(Box::new(Fault::MESSAGE)),
        Voice::Loud => aloud(|| std::panic::panic_any(Fault::MESSAGE)),
    }
}

fn panic_with_values(voice: Voice) -> ! {
    let message = Fault::MESSAGE.to_owned();
    match voice {
        Voice::Quiet => resume_unwind(Box::new(message)),
        Voice::Loud => aloud(|| std::panic::panic_any(message)),
    }
}

fn aloud(panic: impl FnOnce()) -> ! {
    deliberately(panic);
    unreachable!("it has panicked")
}
