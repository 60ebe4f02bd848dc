//! All the work was done, and something waited on.

use crate::diagnose::Finding;
use crate::diagnose::cause::Cause;
use crate::diagnose::view::View;
use crate::{End, Item};

/// Only the end of one lane is late, and it should come with the last end of all the others.
pub(in crate::diagnose) fn waited_after(view: &View) -> Option<Finding> {
    let mut wrong = view.wrong();
    let (lane, None) = (wrong.next()?, wrong.next()) else {
        return None;
    };
    let (should, before) = lane.should.items.split_last()?;
    let (did, same_before) = lane.did.items.split_last()?;
    let glyph = match (should, did) {
        (Item::Mark { glyph, .. }, Item::Mark { glyph: came, .. }) if glyph == came => Some(*glyph),
        (
            Item::Span { from, end, .. },
            Item::Span {
                from: started,
                end: ended,
                ..
            },
        ) if from == started && end == ended && *end != End::Running => None,
        _ => return None,
    };
    let others = view.lanes.iter().filter(|other| !other.wrong);
    let last = others.filter_map(|other| other.did.last()).max()?;
    if before != same_before || should.end() != last || did.end() <= last {
        return None;
    }
    Some(Finding {
        explains: 1,
        cause: Cause::WaitedAfter {
            lane: lane.name.clone(),
            glyph,
            at: did.end(),
            last,
        },
    })
}
