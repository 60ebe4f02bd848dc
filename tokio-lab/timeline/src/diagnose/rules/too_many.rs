//! More at once than there is room for.

use crate::diagnose::Finding;
use crate::diagnose::cause::Cause;
use crate::diagnose::view::{Lane, View, did, most, should};

/// No limit, or one that is too high.
pub(in crate::diagnose) fn too_many(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let (limit, _) = most(should(&workers));
    let (running, from) = most(did(&workers));
    // More runs of one lane than there should be are another matter.
    let is_unwanted = |lane: &Lane| lane.should.spans.is_empty() && !lane.did.spans.is_empty();
    let early = |lane: &&Lane| lane.early().is_some() || is_unwanted(lane);
    let early: Vec<&Lane> = workers.into_iter().filter(early).collect();
    let example = early.first()?;
    if limit < 2 || running <= limit {
        return None;
    }
    Some(Finding {
        explains: early.len(),
        cause: Cause::TooMany {
            running,
            from,
            limit,
            lane: example.name.clone(),
            due: example.early().map(|due| due.from),
        },
    })
}
