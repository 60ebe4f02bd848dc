//! One failure that stops what should have gone on.

use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::view::{Lane, View};
use crate::diagnose::words::{ended, list, name, was};
use crate::{End, short};

/// The others were cancelled at the instant of a failure, or never started after it.
pub(in crate::diagnose) fn stopped(view: &View) -> Option<Finding> {
    let breaks = view.lanes.iter().flat_map(|lane| {
        let broken = |end| matches!(end, End::Failed | End::Panicked | End::Cancelled);
        let expected = lane
            .did
            .spans
            .iter()
            .filter(|span| lane.should.spans.contains(span));
        expected
            .filter(move |span| broken(span.end))
            .map(move |span| (lane, span.to, span.end))
    });
    let mut breaks: Vec<(&Lane, Duration, End)> = breaks.collect();
    breaks.sort_by_key(|(_, at, _)| *at);
    let first = breaks.first()?.1;
    let found = breaks
        .into_iter()
        .filter_map(|(lane, at, end)| stopped_by(view, lane, (at, at == first), end));
    // Whom it did not stop at the first failure, it stopped at a later one.
    found.max_by_key(|finding| finding.explains)
}

fn stopped_by(
    view: &View,
    broken: &Lane,
    (at, is_first): (Duration, bool),
    end: End,
) -> Option<Finding> {
    let cut = view
        .wrong()
        .filter(|lane| end != End::Cancelled && is_cut(lane, at));
    let cut: Vec<&Lane> = cut.collect();
    let nothing_after = !view
        .lanes
        .iter()
        .any(|lane| lane.did.spans.iter().any(|span| span.from > at));
    let never = view
        .wrong()
        .filter(|lane| nothing_after && lane.never_started() && lane.should.spans[0].from >= at);
    let never: Vec<&Lane> = never.collect();
    let were_cut = format!(
        "{} {} cancelled then and there",
        list(cut.iter().copied()),
        was(cut.len())
    );
    let not_started = format!(
        "{} {} never started",
        list(never.iter().copied()),
        was(never.len())
    );
    let fate = match (cut.is_empty(), never.is_empty()) {
        (true, true) => return None,
        (false, true) => were_cut,
        (true, false) => not_started,
        (false, false) => format!("{were_cut}, and {not_started}"),
    };
    let remedy = match (cut.first(), never.first()) {
        (Some(lane), _) => match lane.parting() {
            Some((should, _)) if should.end != End::Running => {
                format!("{} should run on to {}", name(lane), short(should.to))
            }
            _ => format!("{} should run on", name(lane)),
        },
        (None, lane) => format!(
            "{} should start at {}",
            name(lane?),
            short(lane?.should.spans[0].from)
        ),
    };
    let which = match end {
        End::Cancelled => "the cancellation",
        End::Panicked if !is_first => "a panic",
        _ if !is_first => "a failure",
        _ => "the first failure",
    };
    Some(Finding {
        explains: cut.len() + never.len(),
        sentence: format!(
            "it stopped at {which}: {} {} at {}, and {fate}; {remedy} all the same",
            name(broken),
            ended(end),
            short(at),
        ),
    })
}

/// Whether the lane was cancelled at that instant and should have gone on.
fn is_cut(lane: &Lane, at: Duration) -> bool {
    lane.parting().is_some_and(|(should, did)| {
        did.end == End::Cancelled
            && did.to == at
            && should.end != End::Cancelled
            && should.from == did.from
            && should.to > at
    })
}
