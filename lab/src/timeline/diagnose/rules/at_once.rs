//! All at once where one should follow the other.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Span, View, most};
use crate::timeline::diagnose::words::{at_when, list, name};
use crate::timeline::{End, short};

/// Something started while what should come before it was still running.
pub(in crate::timeline::diagnose) fn at_once(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let mut together: Vec<&Lane> = Vec::new();
    for lane in &workers {
        let meets = |other: &&Lane| !is_same(lane, other) && meet(lane, other);
        if workers.iter().any(meets) || meets_itself(lane) {
            together.push(lane);
        }
    }
    let spans = || {
        together
            .iter()
            .flat_map(|lane| lane.did.spans.iter().copied())
    };
    let should = || {
        together
            .iter()
            .flat_map(|lane| lane.should.spans.iter().copied())
    };
    let (running, from) = most(spans());
    if running < 2 || most(should()).0 > 1 || should().next().is_none() {
        return None;
    }
    let failed = together
        .iter()
        .find(|lane| lane.should.spans.iter().any(|span| span.end == End::Failed));
    let early: Vec<&Lane> = together
        .iter()
        .copied()
        .filter(|lane| is_early(lane) && (failed.is_some() || !is_unwanted(lane)))
        .collect();
    let example = early
        .iter()
        .find(|lane| !is_unwanted(lane))
        .or(early.first())?;
    let started: Vec<_> = together
        .iter()
        .filter_map(|lane| lane.did.spans.first())
        .map(|span| span.from)
        .collect();
    let all = if started.iter().all(|start| *start == started[0]) {
        "all from"
    } else {
        "from"
    };
    let on = if all == "from" { " on" } else { "" };
    let remedy = match (early_span(example), failed) {
        (Some(due), _) => {
            let before = together.iter().copied().find(|lane| {
                lane.should.spans.iter().any(|span| span.to == due.from) && !is_same(lane, example)
            });
            match before {
                Some(before) => format!(
                    "{} should start at {}, when {} has ended",
                    name(example),
                    short(due.from),
                    name(before)
                ),
                None => format!("{} should start at {}", name(example), short(due.from)),
            }
        }
        (None, Some(failed)) => format!(
            "{} should not start at all, since {} fails",
            name(example),
            name(failed)
        ),
        (None, None) => return None,
    };
    let sentence = if together.len() == 1 {
        let next = early_span(example)?;
        format!(
            "{} was used {running} times at once from {} on; its uses should come one after another, the next at {}",
            name(example),
            short(from),
            short(next.from),
        )
    } else {
        format!(
            "{} ran at once, {all} {}{on}; they should run one after another: {remedy}",
            list(together.iter().copied()),
            at_when(view, from, &together),
        )
    };
    Some(Finding {
        explains: early.len(),
        sentence,
    })
}

fn is_same(one: &Lane, other: &Lane) -> bool {
    one.name == other.name
}

/// Whether two lanes ran at once that should not, because one of them started too early.
fn meet(lane: &Lane, other: &Lane) -> bool {
    let overlap =
        |one: &[Span], other: &[Span]| one.iter().any(|a| other.iter().any(|b| a.overlaps(b)));
    overlap(&lane.did.spans, &other.did.spans)
        && !overlap(&lane.should.spans, &other.should.spans)
        && (is_early(lane) || is_early(other))
}

fn meets_itself(lane: &Lane) -> bool {
    most(lane.did.spans.iter().copied()).0 > 1
        && lane.should.spans.len() > 1
        && most(lane.should.spans.iter().copied()).0 == 1
        && is_early(lane)
}

/// Whether the lane started although it should never start.
fn is_unwanted(lane: &Lane) -> bool {
    lane.should.items.is_empty() && !lane.did.spans.is_empty()
}

fn is_early(lane: &Lane) -> bool {
    is_unwanted(lane) || early_span(lane).is_some()
}

/// The first span that should have started later than it did.
fn early_span(lane: &Lane) -> Option<Span> {
    let mut pairs = lane.should.spans.iter().zip(&lane.did.spans);
    pairs
        .find(|(should, did)| did.from < should.from)
        .map(|(should, _)| *should)
}
