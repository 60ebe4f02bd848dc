//! Cancelled at another instant than it should be, or not at all.

use std::time::Duration;

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Span, View};
use crate::timeline::diagnose::words::{at_when, list, name, was};
use crate::timeline::{End, short};

/// It went on after the instant at which it should have been cancelled.
pub(in crate::timeline::diagnose) fn kept_running(view: &View) -> Option<Finding> {
    let (lanes, should, did) = alike(view, |should, did| {
        should.end == End::Cancelled && did.to > should.to
    })?;
    let (them, first) = match lanes.len() {
        1 => ("it", "it".to_owned()),
        _ => ("they", name(lanes[0])),
    };
    let outcome = match did.end {
        End::Cancelled => format!("was cancelled too late, at {}", short(did.to)),
        End::Running => "had not ended when the picture was taken".to_owned(),
        _ => format!("went on to {}", short(did.to)),
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} kept running after {}: {them} should have been cancelled then, but {first} {outcome}; \
             work stops only when its future is dropped or its task is aborted",
            list(lanes.iter().copied()),
            at_when(view, should.to, &lanes),
        ),
    })
}

/// It was cancelled before the instant at which it should end.
pub(in crate::timeline::diagnose) fn too_early(view: &View) -> Option<Finding> {
    let (lanes, should, did) = alike(view, |should, did| {
        did.end == End::Cancelled
            && (did.to < should.to || (did.to == should.to && should.end == End::Finished))
    })?;
    let (all, first) = (list(lanes.iter().copied()), name(lanes[0]));
    let was = was(lanes.len());
    let sentence = if did.to == should.to {
        format!(
            "{all} {was} cancelled too early, by no more than an instant: {first} would have finished at that very {}, \
             and what is done exactly at the limit counts as done",
            short(did.to),
        )
    } else {
        let due = match should.end {
            End::Cancelled => format!("it should be cancelled at {}", short(should.to)),
            End::Running => "it should go on".to_owned(),
            _ => format!("it should go on to its end at {}", short(should.to)),
        };
        format!(
            "{all} {was} cancelled too early: {first} at {}; {due}",
            at_when(view, did.to, &lanes)
        )
    };
    Some(Finding {
        explains: lanes.len(),
        sentence,
    })
}

/// The wrong lanes with a span that started in time and then went wrong in one way, at the same
/// instant: as many as do so alike. With the spans of the first.
fn alike(view: &View, wrong: impl Fn(&Span, &Span) -> bool) -> Option<(Vec<&Lane>, Span, Span)> {
    let part = |lane: &Lane| {
        lane.parting()
            .filter(|(should, did)| should.from == did.from && wrong(should, did))
    };
    let parted: Vec<(&Lane, Span, Span)> = view
        .wrong()
        .filter_map(|lane| part(lane).map(|(should, did)| (lane, should, did)))
        .collect();
    let key = |should: &Span, did: &Span| -> Duration { should.to.min(did.to) };
    let (_, should, did) = parted.first()?;
    let lanes = parted
        .iter()
        .filter(|(_, s, d)| key(s, d) == key(should, did))
        .map(|(lane, _, _)| *lane)
        .collect();
    Some((lanes, *should, *did))
}
