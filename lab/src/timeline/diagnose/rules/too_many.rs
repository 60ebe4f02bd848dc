//! More at once than there is room for.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View, most};
use crate::timeline::diagnose::words::name;
use crate::timeline::short;

/// No limit, or one that is too high.
pub(in crate::timeline::diagnose) fn too_many(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let (limit, _) = most(
        workers
            .iter()
            .flat_map(|lane| lane.should.spans.iter().copied()),
    );
    let (running, from) = most(
        workers
            .iter()
            .flat_map(|lane| lane.did.spans.iter().copied()),
    );
    if limit < 2 || running <= limit {
        return None;
    }
    let early: Vec<&Lane> = workers
        .into_iter()
        .filter(|lane| starts_early(lane))
        .collect();
    let example = early.first()?;
    let remedy = match example.should.spans.first() {
        Some(due) => format!(
            "{} should wait until {}, when there is room",
            name(example),
            short(due.from)
        ),
        None => format!("{} should not start at all", name(example)),
    };
    Some(Finding {
        explains: early.len(),
        sentence: format!(
            "too many at once: {running} ran at the same time from {} on, where no more than {limit} may; {remedy}",
            short(from),
        ),
    })
}

fn starts_early(lane: &Lane) -> bool {
    let mut pairs = lane.should.spans.iter().zip(&lane.did.spans);
    pairs.any(|(should, did)| did.from < should.from)
        || lane.did.spans.len() > lane.should.spans.len()
}
