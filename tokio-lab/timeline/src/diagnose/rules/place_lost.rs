//! A place that is not given back when its user fails or goes away.

use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::cause::Cause;
use crate::diagnose::view::{Lane, Span, View, did, most, should};
use crate::{End, Item};

/// After a failure, a cancellation or a panic there is room for fewer than before.
pub(in crate::diagnose) fn place_lost(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let limit = most(should(&workers)).0;
    let (user, span) = broken_off(&workers)?;
    let late = |lane: &&Lane| {
        lane.should
            .spans
            .first()
            .is_some_and(|due| due.from >= span.to)
            && lacks_place(lane, limit)
    };
    let late: Vec<&Lane> = workers.iter().copied().filter(late).collect();
    let heir = late
        .iter()
        .find(|lane| lane.should.spans[0].from == span.to)?;
    if most(did(&workers).filter(|other| other.to > span.to)).0 >= limit {
        return None;
    }
    Some(Finding {
        explains: late.len(),
        cause: Cause::PlaceLost {
            user: user.name.clone(),
            end: span.end,
            at: span.to,
            heir: heir.name.clone(),
            started: heir.did.spans.first().map(|did| did.from),
        },
    })
}

/// The first that ended without finishing, as it should.
fn broken_off<'a>(workers: &[&'a Lane]) -> Option<(&'a Lane, Span)> {
    let broken = |span: &&Span| matches!(span.end, End::Failed | End::Cancelled | End::Panicked);
    let lanes = workers.iter().filter(|lane| !lane.wrong);
    let spans = lanes.filter_map(|lane| Some((*lane, *lane.did.spans.iter().find(broken)?)));
    spans.min_by_key(|(_, span): &(&Lane, Span)| -> Duration { span.to })
}

/// Whether the lane started late, or waited in vain. With room for one alone, only a lane that is
/// seen waiting tells of a lost place.
fn lacks_place(lane: &Lane, limit: usize) -> bool {
    let waits = lane
        .did
        .items
        .iter()
        .any(|item| matches!(item, Item::Wait { .. }));
    (lane.late().is_some() && limit > 1) || (lane.wrong && lane.did.spans.is_empty() && waits)
}
