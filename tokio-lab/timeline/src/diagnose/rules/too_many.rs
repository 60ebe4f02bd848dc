//! More at once than there is room for.

use crate::diagnose::Finding;
use crate::diagnose::view::{Lane, View, did, most, should};
use crate::diagnose::words::name;
use crate::short;

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
    let remedy = match example.early() {
        Some(due) => format!("wait until {}, when there is room", short(due.from)),
        None => "not start at all".to_owned(),
    };
    Some(Finding {
        explains: early.len(),
        sentence: format!(
            "too many at once: {running} ran at the same time from {} on, where no more than {limit} may; {} should {remedy}",
            short(from),
            name(example),
        ),
    })
}
