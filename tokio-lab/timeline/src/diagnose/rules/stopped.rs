//! One failure that stops what should have gone on.

use std::time::Duration;

use crate::End;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Break, Cause, GoOn, names};
use crate::diagnose::view::{Lane, View};

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
    let due = match (cut.first(), never.first()) {
        (Some(lane), _) => {
            let end = lane.parting().map(|(should, _)| should);
            let end = end.filter(|should| should.end != End::Running);
            GoOn::Run(lane.name.clone(), end.map(|should| should.to))
        }
        (None, Some(lane)) => GoOn::Start(lane.name.clone(), lane.should.spans[0].from),
        (None, None) => return None,
    };
    let direct = cut.len() + never.len();
    Some(Finding {
        explains: match cut.is_empty() {
            true => direct,
            false => view.follow_from(at, direct),
        },
        cause: Cause::Stopped {
            by: match end {
                End::Cancelled => Break::Cancellation,
                End::Panicked if !is_first => Break::LaterPanic,
                _ if !is_first => Break::LaterFailure,
                _ => Break::FirstFailure,
            },
            broken: broken.name.clone(),
            end,
            at,
            cut: names(cut),
            never: names(never),
            due,
        },
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
