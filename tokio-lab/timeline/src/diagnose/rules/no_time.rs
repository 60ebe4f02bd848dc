//! Everything happened at one instant though it should take time.

use crate::diagnose::Finding;
use crate::diagnose::cause::Cause;
use crate::diagnose::view::View;
use crate::{End, Item};

/// The virtual clock stood still: nothing waited, or the thread was blocked.
pub(in crate::diagnose) fn no_time(view: &View) -> Option<Finding> {
    let last = view.did().map(Item::end).max()?;
    let start = view.should().map(Item::begin).min()?;
    let due = view.should().map(Item::end).max()?;
    // What was cut off, or has not begun yet, might still take its time.
    let complete = view
        .wrong()
        .all(|lane| lane.did.items.len() >= lane.should.items.len());
    let cut_off = view.did().any(|item| {
        matches!(
            item,
            Item::Span {
                end: End::Cancelled | End::Running,
                ..
            } | Item::Wait { .. }
        )
    });
    if !last.is_zero() || start == due || !complete || cut_off {
        return None;
    }
    Some(Finding {
        explains: view.wrong().count(),
        cause: Cause::NoTime { last, due },
    })
}
