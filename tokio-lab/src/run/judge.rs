//! From how a run ended to what a learner is told.

use std::time::Duration;

use super::cancellation::Cancel;
use super::ending::{Ending, RunEnd};
use super::hang;
use super::leftovers;
use super::owner::Owner;
use super::panicked::Panicked;
use super::reporter::Outcome;
use super::settings::Settings;
use super::setup::{Clock, Setup};
use crate::record::failure::Detail;
use crate::record::notes::Notes;
use crate::timeline::short;

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
    /// Where the expectation stands that was not met.
    pub(crate) place: Option<String>,
}

/// What is wrong with this run, if anything is.
pub(crate) fn judge(setup: &Setup, settings: &Settings, end: &RunEnd) -> Option<Problem> {
    let mut left = None;
    if end.ending == Ending::Done && end.failure.is_none() && end.tampering.is_none() {
        left = Some(leftovers::cause(settings, end)?);
    }
    let context = context(setup, settings, end);
    let place = end.place.clone().or_else(|| {
        let asserted = |panic: &&Panicked| panic.owner == Owner::Test;
        let panic = end.panics.iter().find(asserted)?;
        Some(panic.place.clone())
    });
    let problem = |outcome, detail, cause| {
        Some(Problem {
            outcome,
            context: context.clone(),
            notes: end.notes.clone(),
            detail,
            cause,
            place: place.clone(),
        })
    };
    let mut panics = end.panics.iter();
    if let Some(panic) = panics.find(|panic| settings.reporter.is_unwritten(panic)) {
        return problem(Outcome::Unwritten, Detail::Nothing, panic.place.clone());
    }
    if let Some(cause) = left {
        return problem(Outcome::Failed, pictured(setup, end), cause);
    }
    // Whatever else such a run shows is not to be believed.
    if let Some(tampering) = end.tampering {
        let cause = tampering.cause().to_owned();
        return problem(Outcome::Failed, pictured(setup, end), cause);
    }
    // What the test has found is the cause; that nothing came to an end then is its consequence.
    let hangs = hang::cause(setup, end).filter(|_| end.failure.is_none());
    if let Some(cause) = hangs {
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
        (None, Some(panic)) => (pictured(setup, end), panic.cause()),
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
        format!("{} ({told})", panicked.cause())
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

fn context(setup: &Setup, settings: &Settings, end: &RunEnd) -> Option<String> {
    let point = match setup.cancel {
        Some(Cancel::At(point)) => Some(point),
        Some(Cancel::Count) | None => None,
    };
    let cut = point.zip(end.cancelled_at).map(|(cut, at)| {
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
        .then(|| settings.base_seed())
        .map(|seed| {
            let variable = settings.seed_variable;
            format!("with values drawn from seed {seed} ({variable}={seed} draws them again)")
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
