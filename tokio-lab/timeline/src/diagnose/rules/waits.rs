//! Waiting for a turn.

use std::time::Duration;

use crate::Item;
use crate::diagnose::Finding;
use crate::diagnose::cause::{Cause, names};
use crate::diagnose::view::{Lane, Side, View};

/// The turn came when it should; but it was asked for at another instant, or not at all.
pub(in crate::diagnose) fn asks_late(view: &View) -> Option<Finding> {
    let only_waits = |lane: &&Lane| others(&lane.should).eq(others(&lane.did));
    let lanes: Vec<&Lane> = view.wrong().filter(only_waits).collect();
    let first = lanes.first()?;
    let (due, did) = (wait(&first.should), wait(&first.did));
    Some(Finding {
        explains: lanes.len(),
        cause: Cause::AsksLate {
            lanes: names(lanes),
            due,
            did,
        },
    })
}

fn others(side: &Side) -> impl Iterator<Item = &Item> {
    side.items
        .iter()
        .filter(|item| !matches!(item, Item::Wait { .. }))
}

/// The first wait.
fn wait(side: &Side) -> Option<(Duration, Duration)> {
    side.items.iter().find_map(|item| match item {
        Item::Wait { from, to } => Some((*from, *to)),
        _ => None,
    })
}
