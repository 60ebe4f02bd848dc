//! Everything happened at one instant though it should take time.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Side, View};
use crate::timeline::{End, Item, short};

/// The virtual clock stood still: nothing waited, or the thread was blocked.
pub(in crate::timeline::diagnose) fn no_time(view: &View) -> Option<Finding> {
    let items = |of: fn(&crate::timeline::diagnose::view::Lane) -> &Side| {
        view.lanes.iter().flat_map(move |lane| &of(lane).items)
    };
    let first = items(|lane| &lane.did).map(Item::begin).min()?;
    let last = items(|lane| &lane.did).map(Item::end).max()?;
    let due = items(|lane| &lane.should).map(Item::end).max()?;
    let start = items(|lane| &lane.should).map(Item::begin).min()?;
    let complete = view
        .wrong()
        .all(|lane| lane.did.items.len() >= lane.should.items.len());
    let cut_off = |item: &Item| {
        matches!(
            item,
            Item::Span {
                end: End::Cancelled | End::Running,
                ..
            } | Item::Wait { .. }
        )
    };
    if last > start.min(first) || start == due || !complete || items(|lane| &lane.did).any(cut_off)
    {
        return None;
    }
    Some(Finding {
        explains: view.wrong().count(),
        sentence: format!(
            "no time passed: all of it happened at {}, though it should go on until {}; either \
             nothing waits, or the thread is blocked, and then the virtual clock stands still",
            short(first),
            short(due),
        ),
    })
}
