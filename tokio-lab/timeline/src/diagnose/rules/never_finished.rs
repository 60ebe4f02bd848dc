//! What never came to its end, and what therefore never had its turn.

use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, names};
use crate::diagnose::view::{Lane, View};
use crate::{End, Item};

/// Something was still running when the picture was taken, and others were to come after it.
pub(in crate::diagnose) fn never_finished(view: &View) -> Option<Finding> {
    let stuck = |lane: &&Lane| {
        lane.parting().is_some_and(|(should, did)| {
            let has_end = !matches!(should.end, End::Running | End::Cancelled);
            did.end == End::Running && has_end && should.from == did.from
        })
    };
    let stuck: Vec<&Lane> = view.wrong().filter(stuck).collect();
    let (should, _) = stuck.first()?.parting()?;
    let after = |lane: &&Lane| lane.never_started() && lane.should.spans[0].from >= should.to;
    let after: Vec<&Lane> = view.wrong().filter(after).collect();
    Some(Finding {
        explains: stuck.len() + after.len(),
        cause: Cause::NeverFinished {
            lanes: names(stuck),
            due: should.to,
            after: names(after),
        },
    })
}

/// Something waited for a turn that never came.
pub(in crate::diagnose) fn never_its_turn(view: &View) -> Option<Finding> {
    // Of a wait that has no end only the start is compared: it begins and ends at one instant.
    let waits =
        |lane: &&Lane| matches!(lane.did.items.last(), Some(Item::Wait { from, to }) if from == to);
    let has_turn = |lane: &&Lane| lane.should.spans.len() > lane.did.spans.len();
    let lanes: Vec<&Lane> = view.wrong().filter(waits).filter(has_turn).collect();
    let first = lanes.first()?;
    let due = first.should.spans[first.did.spans.len()].from;
    let ends_then =
        |lane: &&Lane| !lane.is(first) && lane.should.spans.iter().any(|span| span.to == due);
    let giver = view.lanes.iter().find(ends_then);
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::NeverItsTurn {
            due,
            giver: giver.map(|lane| lane.name.clone()),
            lanes: names(lanes),
        },
    })
}
