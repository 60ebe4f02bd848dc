//! What never came to its end, and what therefore never had its turn.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View};
use crate::timeline::diagnose::words::{list, name, was};
use crate::timeline::{End, Item, short};

/// Something was still running when the picture was taken, and others were to come after it.
pub(in crate::timeline::diagnose) fn never_finished(view: &View) -> Option<Finding> {
    let stuck = |lane: &&Lane| {
        lane.parting().is_some_and(|(should, did)| {
            did.end == End::Running
                && !matches!(should.end, End::Running | End::Cancelled)
                && should.from == did.from
        })
    };
    let stuck: Vec<&Lane> = view.wrong().filter(stuck).collect();
    let first = stuck.first()?;
    let (should, _) = first.parting()?;
    let after = |lane: &&Lane| lane.never_started() && lane.should.spans[0].from >= should.to;
    let after: Vec<&Lane> = view.wrong().filter(after).collect();
    let rest = match after.len() {
        0 => String::new(),
        n => format!(
            ", and so {} {} never started",
            list(after.iter().copied()),
            was(n)
        ),
    };
    Some(Finding {
        explains: stuck.len() + after.len(),
        sentence: format!(
            "{} never finished: {} should have ended at {}, and was still running when the picture was taken{rest}",
            list(stuck.iter().copied()),
            if stuck.len() == 1 {
                "it".to_owned()
            } else {
                name(first)
            },
            short(should.to),
        ),
    })
}

/// Something waited for a turn that never came.
pub(in crate::timeline::diagnose) fn never_its_turn(view: &View) -> Option<Finding> {
    // Of a wait that has no end only the start is compared: it begins and ends at one instant.
    let waits =
        |lane: &&Lane| matches!(lane.did.items.last(), Some(Item::Wait { from, to }) if from == to);
    let has_turn = |lane: &&Lane| lane.should.spans.len() > lane.did.spans.len();
    let lanes: Vec<&Lane> = view.wrong().filter(waits).filter(has_turn).collect();
    let first = lanes.first()?;
    let due = first.should.spans[first.did.spans.len()].from;
    let before = view.lanes.iter().find(|lane| {
        lane.name != first.name && lane.should.spans.iter().any(|span| span.to == due)
    });
    let giver = before.map_or(String::new(), |lane| {
        format!(", when {} gives it back", name(lane))
    });
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} waited and waited: the turn of {} should have come at {}{giver}, and never came",
            list(lanes.iter().copied()),
            name(first),
            short(due),
        ),
    })
}
