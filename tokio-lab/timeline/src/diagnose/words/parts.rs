//! Parts of sentences that take more than a format string.

use std::time::Duration;

use super::basic::{at_when_comma, ended, list, quote, times, was};
use crate::diagnose::cause::WhyFree;
use crate::diagnose::cause::{
    Apart, Break, Collecting, GoOn, Instant, Name, PauseWay, Row, Shift, Together, Uses,
};
use crate::{End, Item, short};

pub(super) fn row(row: &Row, started: Duration) -> String {
    let started = short(started);
    match row {
        Row::Runs(lane) => format!(
            "the runs of {} came one after another: the next started only at {started}, when the \
             one before had ended",
            quote(lane),
        ),
        Row::Lanes { all, second, first } => format!(
            "{} ran one after another: {} started only at {started}, when {} had ended",
            list(all),
            quote(second),
            quote(first),
        ),
    }
}

pub(super) fn together(remedy: &Together) -> String {
    match remedy {
        Together::AllAt(due) => format!(
            "all should start at {}, so start every one before you await the first",
            short(*due)
        ),
        Together::UpTo { limit, lane, due } => format!(
            "up to {limit} should run at once, and {} should start at {}",
            quote(lane),
            short(*due)
        ),
        Together::Next { lane, due } => format!(
            "{} should start at {}, so do not await one before you start the next",
            quote(lane),
            short(*due)
        ),
    }
}

pub(super) fn apart(remedy: &Apart) -> String {
    match remedy {
        Apart::NotAtAll { lane, failed } => format!(
            "{} should not start at all, since {} fails",
            quote(lane),
            quote(failed)
        ),
        Apart::At { lane, due, after } => format!(
            "{} should start at {}{}",
            quote(lane),
            short(*due),
            after.as_ref().map_or_else(String::new, |before| format!(
                ", when {} has ended",
                quote(before)
            ))
        ),
    }
}

/// When they started.
pub(super) fn since(lanes: &[Name], first: Duration) -> String {
    match lanes.len() {
        1 => format!("at {}", short(first)),
        _ => format!("the first at {}", short(first)),
    }
}

pub(super) fn breaks(by: Break) -> &'static str {
    match by {
        Break::Cancellation => "the cancellation",
        Break::FirstFailure => "the first failure",
        Break::LaterFailure => "a failure",
        Break::LaterPanic => "a panic",
    }
}

/// What became of the others when one broke off.
pub(super) fn fate(cut: &[Name], never: &[Name]) -> String {
    let were_cut = format!("{} {} cancelled then and there", list(cut), was(cut.len()));
    let not_started = format!("{} {} never started", list(never), was(never.len()));
    match (cut.is_empty(), never.is_empty()) {
        (_, true) => were_cut,
        (true, false) => not_started,
        (false, false) => format!("{were_cut}, and {not_started}"),
    }
}

pub(super) fn go_on(due: &GoOn) -> String {
    match due {
        GoOn::Run(lane, Some(end)) => {
            format!("{} should run on to {}", quote(lane), short(*end))
        }
        GoOn::Run(lane, None) => format!("{} should run on", quote(lane)),
        GoOn::Start(lane, at) => format!("{} should start at {}", quote(lane), short(*at)),
    }
}

/// What became of work that was not cancelled when it should have been.
pub(super) fn went_on(end: End, to: Duration) -> String {
    match end {
        End::Cancelled => format!("was cancelled too late, at {}", short(to)),
        // Leaked, or aborted and not waited for: at the instant of its end both look the same.
        End::Running => "was still running when the picture was taken: a future stops when it is \
                         dropped, a task only when it is aborted, and then a moment later"
            .to_owned(),
        _ => format!("went on to {}", short(to)),
    }
}

/// What the spans of a lane are.
pub(super) fn uses(uses: &Uses) -> String {
    let what = if uses.are_attempts {
        "attempts at"
    } else {
        "runs of"
    };
    format!("{what} {}", quote(&uses.lane))
}

pub(super) fn pauses(what: &Uses, had: &[Duration], wanted: &str, way: PauseWay) -> String {
    let all = uses(what);
    let each = if what.are_attempts { "attempt" } else { "run" };
    match way {
        PauseWay::None => format!(
            "no pause between the {all}: each started when the one before had ended; the pauses \
             should be {wanted}, from the end of each {each} on"
        ),
        PauseWay::FromTheStart => format!(
            "the pauses between the {all} are counted from the start of the {each} before, not \
             from its end: they are {}, and should be {wanted}",
            times(had)
        ),
        PauseWay::Fixed => format!(
            "the pause between the {all} is always {}; it should grow from one {each} to the next: \
             {wanted}",
            times(had.first())
        ),
        PauseWay::Other => format!(
            "the pauses between the {all} are {}; they should be {wanted}",
            times(had)
        ),
    }
}

pub(super) fn collecting(why: Collecting) -> &'static str {
    match why {
        Collecting::WaitedBeforeTheFirst => {
            "the wait came before the first of them, and not in between"
        }
        Collecting::HeldBack => "all were held back, as if collected first",
        Collecting::NoTime => "no time passed between them",
        Collecting::Unknown => "each should come at its own instant",
    }
}

pub(super) fn wait((from, to): (Duration, Duration)) -> String {
    if from == to {
        format!("from {} on", short(from))
    } else {
        format!("from {} to {}", short(from), short(to))
    }
}

pub(super) fn shifted(shift: Shift) -> String {
    match shift {
        Shift::Late(by) => format!("{} too late", short(by)),
        Shift::Early(by) => format!("{} too early", short(by)),
    }
}

pub(super) fn delayed(
    lanes: &[Name],
    what: &Item,
    shift: Shift,
    (at, due): (&Instant, Duration),
    is_all: bool,
) -> String {
    let began = lanes
        .first()
        .map_or_else(String::new, |lane| began(lane, what));
    let instead = format!("at {} instead of {}", at_when_comma(at), short(due));
    let by = shifted(shift);
    if is_all {
        let cause = match shift {
            Shift::Late(_) => "something waits before it starts",
            Shift::Early(_) => "nothing has waited until then",
        };
        format!("everything came {by}: {began} {instead}; {cause}")
    } else if lanes.len() == 1 {
        format!("{began} {by}: {instead}")
    } else {
        format!("{} came {by}: {began} {instead}", list(lanes))
    }
}

/// How an item on a lane began, in words.
pub(super) fn began(lane: &str, item: &Item) -> String {
    let lane = quote(lane);
    match item {
        Item::Span { .. } => format!("{lane} started"),
        Item::Wait { .. } => format!("{lane} began to wait"),
        Item::Mark { glyph, .. } => format!("`{glyph}` on {lane} came"),
    }
}

pub(super) fn first_difference(lane: &str, should: Option<&Item>, did: Option<&Item>) -> String {
    match (should, did) {
        (Some(Item::Mark { at: due, glyph }), Some(Item::Mark { at, glyph: came }))
            if glyph == came =>
        {
            format!(
                "`{glyph}` on {lane} came at {} and should come at {}",
                short(*at),
                short(*due)
            )
        }
        (Some(should), Some(did)) => format!("{lane} should {}; it {}", bare(should), past(did)),
        (Some(should), None) => format!("{lane} should {}; that never happened", bare(should)),
        (None, Some(did)) => format!("{lane} {}; that should not happen", past(did)),
        (None, None) => format!("{lane} is not as it should be"),
    }
}

fn bare(item: &Item) -> String {
    match *item {
        Item::Mark { at, glyph } => format!("show `{glyph}` at {}", short(at)),
        Item::Wait { from, to } => format!("wait {}", wait((from, to))),
        Item::Span { .. } => format!("run {}", stretch(item)),
    }
}

fn past(item: &Item) -> String {
    match *item {
        Item::Mark { at, glyph } => format!("showed `{glyph}` at {}", short(at)),
        Item::Wait { from, to } => format!("waited {}", wait((from, to))),
        Item::Span { .. } => format!("ran {}", stretch(item)),
    }
}

/// From when to when, and how it ended if not well.
fn stretch(item: &Item) -> String {
    match *item {
        Item::Span {
            from,
            end: End::Running,
            ..
        } => format!("from {} on", short(from)),
        Item::Span { from, to, end } => {
            let outcome = match end {
                End::Finished | End::Running => String::new(),
                other => format!(" ({})", ended(other).trim_start_matches("was ")),
            };
            format!("from {} to {}{outcome}", short(from), short(to))
        }
        Item::Wait { .. } | Item::Mark { .. } => String::new(),
    }
}

/// How many of so many places are in use.
pub(super) fn in_use(working: &[Name], limit: usize) -> String {
    match (working.len(), limit) {
        (0, 1) => "the only place was not in use".to_owned(),
        (0, _) => format!("none of {limit} places was in use"),
        (count, _) => format!(
            "only {count} of {limit} places {} in use, by {}",
            was(count),
            list(working)
        ),
    }
}

pub(super) fn why_free(why: &WhyFree) -> String {
    match why {
        WhyFree::Known(because) => because.clone(),
        WhyFree::NotHandedOn { lane, end, at } => format!(
            "{} {} at {}, and its place was not given to the next",
            quote(lane),
            ended(*end),
            short(*at)
        ),
        WhyFree::NeverMoreThan(most) => format!("no more than {most} were ever at work at once"),
        WhyFree::AllHadToEnd { next } => format!(
            "the next began only at {}, when all that were at work had ended; each should begin \
             as soon as there is a place",
            short(*next)
        ),
        WhyFree::OnlySomeBegan { at, begun, next } => format!(
            "at {} only {} began, and the next at {}; as many should begin at once as there are \
             places",
            short(*at),
            list(begun),
            short(*next)
        ),
        WhyFree::TooLate { next } => format!(
            "the next began only at {}; it should begin as soon as there is a place",
            short(*next)
        ),
        WhyFree::NoneBegan => "none of them ever began".to_owned(),
    }
}
