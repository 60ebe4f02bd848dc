//! A place that is not given back when its user fails or goes away.

use std::time::Duration;

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Span, View, most};
use crate::timeline::diagnose::words::{ended, name};
use crate::timeline::{End, Item, short};

/// After a failure, a cancellation or a panic there is room for fewer than before.
pub(in crate::timeline::diagnose) fn place_lost(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let limit = most(
        workers
            .iter()
            .flat_map(|lane| lane.should.spans.iter().copied()),
    )
    .0;
    let (user, span) = broken_off(&workers)?;
    let late: Vec<&Lane> = workers
        .iter()
        .copied()
        .filter(|lane| is_late(lane, span.to, limit))
        .collect();
    let heir = late
        .iter()
        .find(|lane| lane.should.spans[0].from == span.to)?;
    let after = |span: &Span| span.to > late_from(&late);
    let left = most(
        workers
            .iter()
            .flat_map(|lane| lane.did.spans.iter().copied().filter(after)),
    )
    .0;
    if left >= limit {
        return None;
    }
    let outcome = match heir.did.spans.first() {
        Some(did) => format!(
            "{} should have it then, and started only at {}",
            name(heir),
            short(did.from)
        ),
        None => format!("{} should have it then, and waited for ever", name(heir)),
    };
    Some(Finding {
        explains: late.len(),
        sentence: format!(
            "too few at once after {} {} at {}: its place was not given back; {outcome}",
            name(user),
            ended(span.end),
            short(span.to),
        ),
    })
}

/// The first that ended without finishing, as it should.
fn broken_off<'a>(workers: &[&'a Lane]) -> Option<(&'a Lane, Span)> {
    let broken = |span: &&Span| matches!(span.end, End::Failed | End::Cancelled | End::Panicked);
    let lanes = workers.iter().filter(|lane| !lane.wrong);
    lanes
        .filter_map(|lane| Some((*lane, *lane.did.spans.iter().find(broken)?)))
        .min_by_key(|(_, span)| span.to)
}

/// Whether the lane came late, or never, after the break: with room for one alone, only a lane
/// that is seen waiting tells of a lost place.
fn is_late(lane: &Lane, broke: Duration, limit: usize) -> bool {
    let Some(due) = lane.should.spans.first() else {
        return false;
    };
    let started = lane.did.spans.first();
    let late = started.is_some_and(|did| due.from < did.from) && limit > 1;
    let waits = started.is_none()
        && lane
            .did
            .items
            .iter()
            .any(|item| matches!(item, Item::Wait { .. }));
    lane.wrong && due.from >= broke && (late || waits)
}

/// When the first that came late should have started.
fn late_from(late: &[&Lane]) -> Duration {
    late.iter()
        .map(|lane| lane.should.spans[0].from)
        .min()
        .unwrap_or_default()
}
