//! One lane that is used more or less often than it should be.

use crate::End;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, Uses};
use crate::diagnose::view::{Lane, View, common_start};

/// As expected up to a point, and then one too many, or one too few.
pub(in crate::diagnose) fn attempts(view: &View) -> Option<Finding> {
    let of = |lane: &Lane| {
        Some(Finding {
            explains: 1,
            cause: miscounted(lane)?,
        })
    };
    view.wrong().find_map(of)
}

fn miscounted(lane: &Lane) -> Option<Cause> {
    let (should, did) = (&lane.should.spans, &lane.did.spans);
    let same = common_start(should, did);
    if same == 0 || same < should.len().min(did.len()) || should.len() == did.len() {
        return None;
    }
    if let Some(missing) = should.get(same) {
        return Some(Cause::TooFewRuns {
            uses: uses(lane),
            did: did.len(),
            wanted: should.len(),
            missing: missing.from,
        });
    }
    let last = should[same - 1];
    Some(Cause::TooManyRuns {
        uses: uses(lane),
        did: did.len(),
        wanted: should.len(),
        extra: did[same..].iter().map(|span| span.from).collect(),
        succeeded: (last.end == End::Finished && is_retried(lane)).then_some(last.to),
    })
}

/// Whether the spans of a lane are tries of one thing: one failed, and another came.
fn is_retried(lane: &Lane) -> bool {
    [&lane.should.spans, &lane.did.spans].iter().any(|spans| {
        spans.len() > 1
            && spans[..spans.len() - 1]
                .iter()
                .any(|span| span.end == End::Failed)
    })
}

/// What the spans of a lane are.
pub(super) fn uses(lane: &Lane) -> Uses {
    Uses {
        lane: lane.name.clone(),
        are_attempts: is_retried(lane),
    }
}
