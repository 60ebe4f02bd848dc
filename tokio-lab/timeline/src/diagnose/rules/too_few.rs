//! Fewer at once than there is room for.

use std::time::Duration;

use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, Instant};
use crate::diagnose::view::{Lane, View, did, most, should};

/// A limit that is too low.
pub(in crate::diagnose) fn too_few(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let (wanted, _) = most(should(&workers));
    let (running, _) = most(did(&workers));
    if running == 0 || running >= wanted {
        return None;
    }
    // Late because all places were taken: it starts as another ends, with all of them busy before.
    let waited = |at: Duration| {
        let busy = did(&workers)
            .filter(|span| span.lasts() && span.from < at && at <= span.to)
            .count();
        busy == running && did(&workers).any(|span| span.lasts() && span.to == at)
    };
    let late = |lane: &&Lane| lane.late().is_some_and(|(_, did)| waited(did.from));
    let late: Vec<&Lane> = workers.iter().copied().filter(late).collect();
    let start = |lane: &&Lane| lane.late().map(|(_, did)| did.from);
    let example = late.iter().copied().min_by_key(start)?;
    let (due, did) = example.late()?;
    Some(Finding {
        explains: late.len(),
        cause: Cause::TooFew {
            running,
            wanted,
            lane: example.name.clone(),
            started: Instant::of(view, did.from, &[example]),
            due: due.from,
        },
    })
}
