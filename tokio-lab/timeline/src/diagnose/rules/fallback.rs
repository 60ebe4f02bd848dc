//! When no rule knows the cause: the first difference, exactly.

use crate::diagnose::view::{Lane, View};
use crate::diagnose::words::name;
use crate::{End, Item, short};

/// What should have happened first on the first wrong lane, and what did.
pub(in crate::diagnose) fn first_difference(view: &View) -> String {
    let Some(lane) = view.wrong().next() else {
        return "what happened is what was expected".to_owned();
    };
    let (should, did) = parting(lane);
    match (should, did) {
        (Some(should), Some(did)) => {
            format!("{} should {}; it {}", name(lane), bare(should), past(did))
        }
        (Some(should), None) => format!(
            "{} should {}; that never happened",
            name(lane),
            bare(should)
        ),
        (None, Some(did)) => format!("{} {}; that should not happen", name(lane), past(did)),
        (None, None) => format!("{} is not as it should be", name(lane)),
    }
}

/// The first items that are not the same. Items of one instant may stand in any order.
fn parting(lane: &Lane) -> (Option<&Item>, Option<&Item>) {
    let (should, did) = (&lane.should.items, &lane.did.items);
    let same = should
        .iter()
        .zip(did)
        .take_while(|(should, did)| should == did)
        .count();
    (should.get(same), did.get(same))
}

fn bare(item: &Item) -> String {
    match *item {
        Item::Mark { at, glyph } => format!("show `{glyph}` at {}", short(at)),
        Item::Wait { from, to } if from == to => format!("wait from {} on", short(from)),
        Item::Wait { from, to } => format!("wait from {} to {}", short(from), short(to)),
        Item::Span {
            from,
            end: End::Running,
            ..
        } => format!("run from {} on", short(from)),
        Item::Span { from, to, end } => {
            format!("run from {} to {}{}", short(from), short(to), outcome(end))
        }
    }
}

fn past(item: &Item) -> String {
    match *item {
        Item::Mark { at, glyph } => format!("showed `{glyph}` at {}", short(at)),
        Item::Wait { from, to } if from == to => format!("waited from {} on", short(from)),
        Item::Wait { from, to } => format!("waited from {} to {}", short(from), short(to)),
        Item::Span {
            from,
            end: End::Running,
            ..
        } => format!("ran from {} on", short(from)),
        Item::Span { from, to, end } => {
            format!("ran from {} to {}{}", short(from), short(to), outcome(end))
        }
    }
}

fn outcome(end: End) -> &'static str {
    match end {
        End::Failed => " (failed)",
        End::Cancelled => " (cancelled)",
        End::Panicked => " (panicked)",
        End::Finished | End::Running => "",
    }
}
