//! One failure that stops what should have gone on.

use std::time::Duration;

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View};
use crate::timeline::diagnose::words::{ended, list, name, was};
use crate::timeline::{End, short};

/// The others were cancelled at the instant of a failure, or never started after it.
pub(in crate::timeline::diagnose) fn stopped(view: &View) -> Option<Finding> {
    let mut failures: Vec<(&Lane, Duration, End)> = Vec::new();
    for lane in &view.lanes {
        let broken = lane
            .did
            .spans
            .iter()
            .filter(|span| matches!(span.end, End::Failed | End::Panicked | End::Cancelled));
        failures.extend(
            broken
                .filter(|span| lane.should.spans.contains(span))
                .map(|span| (lane, span.to, span.end)),
        );
    }
    failures.sort_by_key(|(_, at, _)| *at);
    failures
        .into_iter()
        .find_map(|(failed, at, end)| stopped_by(view, failed, at, end))
}

fn stopped_by(view: &View, failed: &Lane, at: Duration, end: End) -> Option<Finding> {
    let nothing_after = !view
        .lanes
        .iter()
        .any(|lane| lane.did.spans.iter().any(|span| span.from > at));
    let cut: Vec<&Lane> = view
        .wrong()
        .filter(|lane| end != End::Cancelled && is_cut(lane, at))
        .collect();
    let never = view
        .wrong()
        .filter(|lane| lane.never_started() && lane.should.spans[0].from >= at);
    let never: Vec<&Lane> = if nothing_after {
        never.collect()
    } else {
        Vec::new()
    };
    let example = cut.first().or(never.first())?;
    let fate = match (cut.len(), never.len()) {
        (n, 0) => format!(
            "{} {} cancelled then and there",
            list(cut.iter().copied()),
            was(n)
        ),
        (0, n) => format!("{} {} never started", list(never.iter().copied()), was(n)),
        (n, m) => format!(
            "{} {} cancelled then and there, and {} {} never started",
            list(cut.iter().copied()),
            was(n),
            list(never.iter().copied()),
            was(m),
        ),
    };
    let due = match (example.parting(), example.should.spans.first()) {
        (Some((should, _)), _) if should.end == End::Running => {
            format!("{} should run on", name(example))
        }
        (Some((should, _)), _) => {
            format!("{} should run on to {}", name(example), short(should.to))
        }
        (None, Some(should)) => format!(
            "{} should still start, at {}",
            name(example),
            short(should.from)
        ),
        (None, None) => return None,
    };
    let first = if end == End::Cancelled {
        "the cancellation"
    } else {
        "the first failure"
    };
    Some(Finding {
        explains: cut.len() + never.len(),
        sentence: format!(
            "it stopped at {first}: {} {} at {}, and {fate}; {due} all the same",
            name(failed),
            ended(end),
            short(at),
        ),
    })
}

/// Whether the lane was cancelled at that instant and should not have been.
fn is_cut(lane: &Lane, at: Duration) -> bool {
    lane.parting().is_some_and(|(should, did)| {
        did.end == End::Cancelled
            && did.to == at
            && should.end != End::Cancelled
            && should.from == did.from
            && should.to > at
    })
}
