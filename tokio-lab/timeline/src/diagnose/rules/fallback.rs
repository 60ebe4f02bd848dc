//! When no rule knows the cause: the first difference, exactly.

use crate::Item;
use crate::diagnose::cause::Cause;
use crate::diagnose::view::{Lane, View};

/// What should have happened first on the first wrong lane, and what did.
pub(in crate::diagnose) fn first_difference(view: &View) -> Cause {
    let Some(lane) = view.wrong().next() else {
        return Cause::Nothing;
    };
    let (should, did) = parting(lane);
    Cause::FirstDifference {
        lane: lane.name.clone(),
        should: should.copied(),
        did: did.copied(),
    }
}

/// The first items that are not the same. Items of one instant may stand in any order.
fn parting(lane: &Lane) -> (Option<&Item>, Option<&Item>) {
    let same = lane.agreed();
    (lane.should.items.get(same), lane.did.items.get(same))
}
