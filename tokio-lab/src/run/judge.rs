//! From how a run ended to what a learner is told.

use std::time::Duration;

use super::driver::{Clock, Ending, RunEnd, Setup};
use super::hang;
use super::leftovers;
use super::places::Owner;
use super::witness::Panicked;
use crate::cut::Cut;
use crate::expect::Detail;
use crate::notes::Notes;
use crate::shorten::quoted;
use crate::timeline::short;
use lab_record::Outcome;

/// Real time asleep inside polls from which a run counts as blocked. The shortest blocking call
/// worth naming is far longer, and what a page fault or a slow disk costs is far shorter.
const BLOCKED: Duration = Duration::from_millis(400);

/// What is wrong with a run.
pub(crate) struct Problem {
    pub(crate) outcome: Outcome,
    /// In which of several runs of one test, where there are several.
    pub(crate) context: Option<String>,
    pub(crate) notes: Notes,
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
    if let Some(cause) = hang::cause(setup, end) {
        return problem(Outcome::Hung, pictured(setup, end), cause);
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
        format!(
            "{}; real time went by, and the clock of the runtime stood still",
            hang::BLOCKING
        )
    } else if let (Some(panicked), Some(_)) = (panicked, &end.failure) {
        format!("{} ({told})", panic_cause(panicked))
    } else {
        told
    };
    problem(Outcome::Failed, detail, cause)
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
    match panic.owner {
        // tokio panics on behalf of its caller, which may be a future that the test made.
        Owner::Test if panic.message.contains("Tokio 1.x") => format!(
            "what your code was given to run panicked: {}",
            quoted(&panic.message)
        ),
        // Assertions of the test: their message is the cause. The report ends the sentence itself.
        Owner::Test => panic.message.trim_end_matches('.').to_owned(),
        Owner::UnderTest => format!(
            "your code panicked at {}: {}",
            panic.place,
            quoted(&panic.message)
        ),
        Owner::Lab => format!(
            "what your code was given to run panicked: {}",
            quoted(&panic.message)
        ),
        // A library's words say little without its name, and a place in its sources says nothing.
        Owner::Elsewhere => {
            let into = match &panic.package {
                Some(package) => format!(" into `{package}`"),
                None => String::new(),
            };
            format!(
                "a call of your code{into} panicked: {}",
                quoted(&panic.message)
            )
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
