//! What the rules find, with all that words need to know of it.

use std::time::Duration;

use strum::{IntoStaticStr, VariantNames};

use super::view::{Lane, Mark, View};
use crate::{End, Item};

/// The name of a lane.
pub(super) type Name = String;

/// The likely cause of a difference. Lanes are told by their names, in the order in which they are
/// to be told.
#[derive(Clone, Debug, PartialEq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Cause {
    Panicked {
        lanes: Vec<Name>,
        at: Duration,
    },
    NoTime {
        last: Duration,
        due: Duration,
    },
    // How many at once.
    OneAfterAnother {
        row: Row,
        started: Duration,
        remedy: Together,
    },
    /// The first in a row failed, and the others never had their turn.
    #[strum(serialize = "one_after_another")]
    FirstFailed {
        never: Vec<Name>,
        first: Name,
        end: End,
        at: Duration,
        next: Name,
        due: Duration,
    },
    MarksOneAfterAnother {
        before: Name,
        late: Name,
        start: Duration,
        due: Duration,
    },
    InBatches {
        late: Vec<Name>,
        from: Duration,
        before: Vec<Name>,
        example: Name,
        due: Duration,
        with_the_first: bool,
    },
    AtOnce {
        lanes: Vec<Name>,
        /// So many of them, if not all.
        up_to: Option<usize>,
        from: Duration,
        /// Whether all of them began then.
        all_from: bool,
        remedy: Apart,
    },
    UsedAtOnce {
        runs: usize,
        lane: Name,
        from: Duration,
        next: Duration,
    },
    TooMany {
        running: usize,
        from: Duration,
        limit: usize,
        lane: Name,
        /// When there is room for it; never, if there is none.
        due: Option<Duration>,
    },
    PlaceLost {
        user: Name,
        end: End,
        at: Duration,
        heir: Name,
        started: Option<Duration>,
    },
    TooFew {
        running: usize,
        wanted: usize,
        lane: Name,
        started: Instant,
        due: Duration,
    },
    // What an error or a cancellation does to the others.
    CarriedOn {
        failed: Name,
        at: Duration,
        lanes: Vec<Name>,
        first: Duration,
    },
    Stopped {
        by: Break,
        broken: Name,
        end: End,
        at: Duration,
        cut: Vec<Name>,
        never: Vec<Name>,
        due: GoOn,
    },
    KeptRunning {
        lanes: Vec<Name>,
        at: Instant,
        end: End,
        to: Duration,
    },
    CancelledTooEarly {
        lanes: Vec<Name>,
        at: Instant,
        due: Option<(End, Duration)>,
    },
    // What did not come about.
    NeverFinished {
        lanes: Vec<Name>,
        due: Duration,
        after: Vec<Name>,
    },
    NeverItsTurn {
        lanes: Vec<Name>,
        due: Duration,
        giver: Option<Name>,
    },
    InPlaceOfAnother {
        came: Name,
        at: Duration,
        never: Name,
    },
    LeftOut {
        never: Vec<Name>,
        went_ahead: Vec<Name>,
    },
    NeverStarted {
        lanes: Vec<Name>,
    },
    // One lane by itself.
    TooFewRuns {
        uses: Uses,
        did: usize,
        wanted: usize,
        missing: Duration,
    },
    TooManyRuns {
        uses: Uses,
        did: usize,
        wanted: usize,
        extra: Vec<Duration>,
        /// When the one before had succeeded already.
        succeeded: Option<Duration>,
    },
    Pauses {
        uses: Uses,
        /// The first that started at another instant than it should, counted from 1.
        nth: usize,
        started: Duration,
        due: Duration,
        had: Vec<Duration>,
        wanted: Vec<Duration>,
        way: PauseWay,
    },
    MarksOutOfOrder {
        lanes: Vec<Name>,
        first: Name,
        came: String,
        wanted: String,
    },
    LanesOutOfOrder {
        came: Vec<Name>,
        wanted: Vec<Name>,
        in_reverse: bool,
        ahead: Name,
        due: Name,
        at: Duration,
    },
    CrowdOutOfOrder {
        ahead: Name,
        at: Duration,
        passed: Name,
        due: Duration,
        started: Duration,
    },
    Collected {
        glyphs: Vec<char>,
        lane: Name,
        at: Duration,
        why: Collecting,
        due: Vec<Duration>,
    },
    HeldBack {
        glyph: char,
        lane: Name,
        at: Duration,
        beside: char,
        due: Duration,
    },
    MarksMissing {
        lane: Name,
        did: usize,
        wanted: usize,
        missing: Vec<Mark>,
    },
    MarksExtra {
        lane: Name,
        did: usize,
        wanted: usize,
        extra: Vec<Mark>,
    },
    OtherMarks {
        lane: Name,
        did: Mark,
        should: char,
    },
    TooManyInABurst {
        came: usize,
        at: Duration,
        most: usize,
        lane: Name,
        due: Duration,
    },
    TooFewInABurst {
        came: usize,
        most: usize,
        lane: Name,
        at: Duration,
        due: Duration,
    },
    AsksLate {
        lanes: Vec<Name>,
        due: Option<(Duration, Duration)>,
        did: Option<(Duration, Duration)>,
    },
    WaitedAfter {
        lane: Name,
        /// The mark that came; none for an end.
        glyph: Option<char>,
        at: Duration,
        last: Duration,
    },
    Delayed {
        lanes: Vec<Name>,
        what: Item,
        shift: Shift,
        at: Instant,
        due: Duration,
        /// Whether it is all that happened.
        is_all: bool,
    },
    DelayedFrom {
        lane: Name,
        what: Item,
        shift: Shift,
        at: Duration,
        due: Duration,
        more_follows: bool,
    },
    OtherEnd {
        lanes: Vec<Name>,
        did: End,
        at: Duration,
        should: End,
    },
    OtherDuration {
        lanes: Vec<Name>,
        did: Duration,
        should: Duration,
    },
    Ahead {
        lane: Name,
        due: Mark,
        at: Duration,
    },
    Behind {
        lane: Name,
        due: Mark,
        at: Duration,
    },
    ShouldNeverStart {
        lanes: Vec<Name>,
        first: Duration,
    },
    /// When no rule knows the cause: what should have happened first, and what did.
    FirstDifference {
        lane: Name,
        should: Option<Item>,
        did: Option<Item>,
    },
    Nothing,
    // What the run tells beside the pictures.
    #[strum(serialize = "too_many")]
    TooManyAtWork {
        from: Duration,
        to: Duration,
        working: Vec<Name>,
        limit: usize,
        because: Option<String>,
    },
    PlaceFree {
        from: Duration,
        to: Duration,
        limit: usize,
        working: Vec<Name>,
        waiting: Vec<Name>,
        why: WhyFree,
    },
    NotPolled {
        lane: Name,
        due: Duration,
        came: Duration,
    },
}

/// An instant, and who ended then, and how.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Instant {
    pub at: Duration,
    pub ended: Option<(Vec<Name>, End)>,
}

/// What came one after another.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    /// The runs of one lane.
    Runs(Name),
    Lanes {
        all: Vec<Name>,
        second: Name,
        first: Name,
    },
}

/// How what came one after another should go on at once.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Together {
    AllAt(Duration),
    UpTo {
        limit: usize,
        lane: Name,
        due: Duration,
    },
    Next {
        lane: Name,
        due: Duration,
    },
}

/// How what came at once should go on one after another.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Apart {
    NotAtAll {
        lane: Name,
        failed: Name,
    },
    At {
        lane: Name,
        due: Duration,
        after: Option<Name>,
    },
}

/// What stopped the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Break {
    Cancellation,
    FirstFailure,
    LaterFailure,
    LaterPanic,
}

/// What the first of those that were stopped should have done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum GoOn {
    /// Up to its end, where it has one.
    Run(Name, Option<Duration>),
    Start(Name, Duration),
}

/// One lane that is used several times.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Uses {
    pub lane: Name,
    /// Whether they are tries of one thing.
    pub are_attempts: bool,
}

/// What is wrong with pauses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PauseWay {
    None,
    FromTheStart,
    Fixed,
    Other,
}

/// Why several marks may have come at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Collecting {
    WaitedBeforeTheFirst,
    HeldBack,
    NoTime,
    Unknown,
}

/// By how much something came at another instant, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    Late(Duration),
    Early(Duration),
}

/// Why a place was free while work waited.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum WhyFree {
    /// The test knows.
    Known(String),
    NotHandedOn {
        lane: Name,
        end: End,
        at: Duration,
    },
    NeverMoreThan(usize),
    AllHadToEnd {
        next: Duration,
    },
    OnlySomeBegan {
        at: Duration,
        begun: Vec<Name>,
        next: Duration,
    },
    TooLate {
        next: Duration,
    },
    NoneBegan,
}

/// The names of lanes.
pub(super) fn names<'a>(lanes: impl IntoIterator<Item = &'a Lane>) -> Vec<Name> {
    lanes.into_iter().map(|lane| lane.name.clone()).collect()
}

impl Instant {
    /// This instant, and what else ended then.
    pub(super) fn of(view: &View, at: Duration, except: &[&Lane]) -> Self {
        let ended = view.ended_at(at, except);
        Instant {
            at,
            ended: ended.map(|(lanes, end)| (names(lanes), end)),
        }
    }
}

impl Cause {
    /// By how much something came too late, where that is what is wrong.
    pub(super) fn late_by(&self) -> Option<Duration> {
        match self {
            Cause::Delayed { shift, .. } | Cause::DelayedFrom { shift, .. } => match shift {
                Shift::Late(by) => Some(*by),
                Shift::Early(_) => None,
            },
            Cause::WaitedAfter { at, last, .. } => at.checked_sub(*last),
            Cause::OtherDuration { did, should, .. } => did.checked_sub(*should),
            Cause::Behind { due, at, .. } => at.checked_sub(due.at),
            Cause::KeptRunning {
                at,
                end: End::Cancelled,
                to,
                ..
            } => to.checked_sub(at.at),
            _ => None,
        }
    }

    /// When it came, where something came too late.
    pub(super) fn late_at(&self) -> Option<Duration> {
        self.late_by()?;
        match self {
            Cause::Delayed { at, .. } => Some(at.at),
            Cause::DelayedFrom { at, .. }
            | Cause::WaitedAfter { at, .. }
            | Cause::Behind { at, .. } => Some(*at),
            Cause::KeptRunning { to, .. } => Some(*to),
            _ => None,
        }
    }

    /// The name of its kind, which stays the same whatever the words are.
    pub(super) fn name(&self) -> &'static str {
        self.into()
    }
}
