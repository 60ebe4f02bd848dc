//! Fewer at once than there is room for.

use std::time::Duration;

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View, most};
use crate::timeline::diagnose::words::{at_when, name};
use crate::timeline::short;

/// A limit that is too low.
pub(in crate::timeline::diagnose) fn too_few(view: &View) -> Option<Finding> {
    let workers = view.workers();
    let (wanted, _) = most(
        workers
            .iter()
            .flat_map(|lane| lane.should.spans.iter().copied()),
    );
    let spans = || workers.iter().flat_map(|lane| lane.did.spans.iter());
    let (running, _) = most(spans().copied());
    if running == 0 || running >= wanted {
        return None;
    }
    // Late because all places were taken: it starts as another ends, with all of them busy before.
    let waited = |at: Duration| {
        let busy = spans()
            .filter(|span| span.lasts() && span.from < at && at <= span.to)
            .count();
        busy == running && spans().any(|span| span.lasts() && span.to == at)
    };
    let late = |lane: &&Lane| lane.wrong && late_start(lane).is_some_and(|(_, did)| waited(did));
    let late: Vec<&Lane> = workers.iter().copied().filter(late).collect();
    let example = late
        .iter()
        .min_by_key(|lane| late_start(lane).map(|(_, did)| did))?;
    let (due, did) = late_start(example)?;
    let never_more = if running == 1 {
        "only one".to_owned()
    } else {
        format!("never more than {running}")
    };
    Some(Finding {
        explains: late.len(),
        sentence: format!(
            "too few at once: {never_more} at the same time, where {wanted} should run; {} started only at {}, and should start at {}",
            name(example),
            at_when(view, did, &[example]),
            short(due),
        ),
    })
}

/// When its first late span should have started, and when it did.
fn late_start(lane: &Lane) -> Option<(Duration, Duration)> {
    let mut pairs = lane.should.spans.iter().zip(&lane.did.spans);
    pairs
        .find(|(should, did)| should.from < did.from)
        .map(|(should, did)| (should.from, did.from))
}
