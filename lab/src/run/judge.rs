//! From how a run ended to what a learner is told.

use std::time::Duration;

use super::driver::{Clock, Ending, RunEnd, Setup};
use super::handle::listed;
use super::leftovers;
use super::limits::WATCHDOG;
use super::places::Owner;
use super::witness::Panicked;
use crate::cut::Cut;
use crate::expect::Detail;
use crate::record::Outcome;
use crate::timeline::short;

/// Real time asleep inside polls from which a run counts as blocked. The shortest blocking call
/// worth naming is far longer, and what a page fault or a slow disk costs is far shorter.
const BLOCKED: Duration = Duration::from_millis(400);

/// What is wrong with a run.
pub(crate) struct Problem {
    pub(crate) outcome: Outcome,
    /// In which of several runs of one test, where there are several.
    pub(crate) context: Option<String>,
    /// What was tried and drawn, a line each.
    pub(crate) notes: Vec<String>,
    pub(crate) detail: Detail,
    pub(crate) cause: String,
}

/// What is wrong with this run, if anything is.
pub(crate) fn judge(setup: &Setup, end: &RunEnd) -> Option<Problem> {
    let mut left = None;
    if end.ending == Ending::Done && end.failure.is_none() && end.tampering.is_none() {
        left = Some(leftovers::cause(end)?);
    }
    let context = context(setup, end);
    let problem = |outcome, detail, cause| {
        Some(Problem {
            outcome,
            context: context.clone(),
            notes: end.notes.clone(),
            detail,
            cause,
        })
    };
    if let Some(todo) = end.panics.iter().find(|panic| is_todo(panic)) {
        return problem(Outcome::NotWritten, Detail::Nothing, todo.place.clone());
    }
    if let Some(cause) = left {
        return problem(Outcome::Failed, pictured(setup, end), cause);
    }
    // Whatever else such a run shows is not to be believed.
    if let Some(tampering) = end.tampering {
        let cause = tampering.cause().to_owned();
        return problem(Outcome::Failed, pictured(setup, end), cause);
    }
    if let Some((outcome, cause)) = hang(setup, end) {
        return problem(outcome, pictured(setup, end), cause);
    }
    let panicked = end
        .panics
        .iter()
        .find(|panic| panic.owner == Owner::UnderTest);
    let (detail, told) = match (&end.failure, end.panics.last()) {
        (Some(failure), _) => {
            let shown = match &failure.detail {
                Detail::Nothing => pictured(setup, end),
                detail => detail.clone(),
            };
            (shown, failure.cause.clone())
        }
        (None, Some(panic)) => (pictured(setup, end), panic_cause(panic)),
        (None, None) => (
            pictured(setup, end),
            "the test unwound without saying why".to_owned(),
        ),
    };
    let cause = if end.blocked >= BLOCKED {
        format!("{BLOCKING}; real time went by, and the clock of the runtime stood still")
    } else if let (Some(panicked), Some(_)) = (panicked, &end.failure) {
        format!("{} ({told})", panic_cause(panicked))
    } else {
        told
    };
    problem(Outcome::Failed, detail, cause)
}

const BLOCKING: &str = "your code blocked the thread instead of awaiting: `std::thread::sleep`, a \
                        lock of `std`, or another call that waits without `.await`";

fn hang(setup: &Setup, end: &RunEnd) -> Option<(Outcome, String)> {
    let who = match end.open.as_slice() {
        [] => String::new(),
        open => format!(" ({} had not ended)", listed(open)),
    };
    let after = short(WATCHDOG);
    let cause = match &end.ending {
        Ending::Deadlock => {
            format!("deadlock: everything waits, and nothing is left that could wake anybody{who}")
        }
        Ending::Oversleeping { until } => format!(
            "after {} on the clock of the test your code still waits{who}, and what it waits \
             for comes only after {}: some wait is far too long",
            whole(end.horizon),
            roughly(*until)
        ),
        Ending::Polling => format!(
            "your code wakes again and again and never gets done{who}: it asks in a loop for \
             something that never comes"
        ),
        Ending::Spinning => format!(
            "your code kept the runtime busy for {after} without ever waiting: a loop around \
             `yield_now`, or a future that wakes itself, stops the clock for everybody{who}"
        ),
        Ending::Stuck { busy } if setup.clock == Clock::Wall => {
            let doing = match busy {
                Some(false) => "it waits for something that never comes",
                Some(true) => "it is busy in a loop without an end",
                None => "it waits for something that never comes, or loops without an end",
            };
            format!("your code had not come back after {after}: {doing}{who}")
        }
        Ending::Waiting => format!(
            "your code was not done after {after}: it waits for something that does not happen{who}"
        ),
        Ending::Stuck { busy: Some(false) } => format!("{BLOCKING}, for {after}{who}"),
        Ending::Stuck { busy: Some(true) } => format!(
            "your code never gave way for {after}: a loop without `.await` holds the thread, and \
             nothing else can run{who}"
        ),
        Ending::Stuck { busy: None } => format!(
            "your code never gave way for {after}: it loops without `.await`, or blocks the \
             thread with a call such as `std::thread::sleep`{who}"
        ),
        Ending::Done | Ending::Unwound => return None,
    };
    Some((Outcome::Hung, cause))
}

/// How long a run may last: an hour, or so many.
fn whole(time: Duration) -> String {
    match time.as_secs() / 3600 {
        0..=1 => "an hour".to_owned(),
        hours => format!("{hours} hours"),
    }
}

/// A long time, in the unit that it is long in.
fn roughly(time: Duration) -> String {
    const DAY: u64 = 24 * 60 * 60;
    match time.as_secs() / DAY {
        0..=3 => short(time),
        days @ 4..730 => format!("{days} days"),
        days => format!("{} years", days / 365),
    }
}

/// What happened, where a picture of it tells anything: instants in real time are noise.
fn pictured(setup: &Setup, end: &RunEnd) -> Detail {
    if setup.clock != Clock::Virtual || end.timeline.lanes.iter().all(|lane| lane.items.is_empty())
    {
        return Detail::Nothing;
    }
    Detail::Happened(end.timeline.clone())
}

pub(super) fn panic_cause(panic: &Panicked) -> String {
    // The report ends the sentence itself.
    let message = panic.message.trim_end_matches('.');
    match panic.owner {
        // Assertions of the test: their message is the cause.
        Owner::Test => message.to_owned(),
        Owner::UnderTest => format!("your code panicked at {}: {message}", panic.place),
        // A library's words say little without its name: "assertion failed" in `select_all.rs`.
        Owner::Elsewhere => {
            let place = panic.place.rsplit('/').next().unwrap_or(&panic.place);
            let file = place.rsplit_once(':').map_or(place, |(file, _line)| file);
            format!("a call of your code panicked in `{file}`: {message}")
        }
    }
}

fn is_todo(panic: &Panicked) -> bool {
    panic.owner == Owner::UnderTest && panic.message.starts_with("not yet implemented")
}

fn context(setup: &Setup, end: &RunEnd) -> Option<String> {
    let point = match setup.cut {
        Some(Cut::At(point)) => Some(point),
        Some(Cut::Count) | None => None,
    };
    let cut = point.zip(end.cut_at).map(|(cut, at)| {
        let when = if cut.woken {
            "as it was woken from"
        } else {
            "in"
        };
        format!(
            "when your code was cancelled {when} its {} wait, at {}",
            nth(cut.wait),
            short(at)
        )
    });
    let seed = (end.drew && setup.clock == Clock::Virtual)
        .then(super::order::base_seed)
        .map(|seed| {
            format!("with values drawn from seed {seed} (KATA_SEED={seed} draws them again)")
        });
    match (cut, seed) {
        (Some(cut), Some(seed)) => Some(format!("{cut}, {seed}")),
        (cut, seed) => cut.or(seed),
    }
}

fn nth(n: usize) -> String {
    match n {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        n => format!("{n}th"),
    }
}
