//! How a run ended: all that its report is made from.

use std::time::Duration;

use super::clock::Tampering;
use super::panicked::Panicked;
use super::settle::Left;
use crate::record::failure::Failure;
use crate::record::notes::Notes;
use crate::record::recorder::Open;
use crate::timeline::Timeline;

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
    /// Lengths of time that the test has named.
    pub(crate) known: Vec<(String, Duration)>,
    /// When something happened last.
    pub(crate) last_event: Duration,
    /// The real time after which it was hung.
    pub(crate) watchdog: Duration,
    /// Where the expectation stands that was not met, as a person finds it.
    pub(crate) place: Option<String>,
    /// What had begun and not ended.
    pub(crate) open: Vec<Open>,
    /// Real time that the thread was held up inside polls.
    pub(crate) blocked: Duration,
    /// Whether the run's seed had any influence.
    pub(crate) drew: bool,
    /// What it tried, what was drawn for it, what its pictures show.
    pub(crate) notes: Notes,
    /// How often the future under test waited, if the run counted that and there was one.
    pub(crate) waits: Option<usize>,
    /// When that future was cancelled, if it was.
    pub(crate) cancelled_at: Option<Duration>,
}
