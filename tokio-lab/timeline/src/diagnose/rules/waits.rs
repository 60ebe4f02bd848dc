//! Waiting for a turn.

use crate::diagnose::Finding;
use crate::diagnose::view::{Lane, Side, View};
use crate::diagnose::words::{it, list};
use crate::{Item, short};

/// The turn came when it should; but it was asked for at another instant, or not at all.
pub(in crate::diagnose) fn asks_late(view: &View) -> Option<Finding> {
    let only_waits = |lane: &&Lane| others(&lane.should).eq(others(&lane.did));
    let lanes: Vec<&Lane> = view.wrong().filter(only_waits).collect();
    let first = lanes.first()?;
    let due = wait(&first.should).map_or("not wait".to_owned(), |wait| format!("wait {wait}"));
    let did = wait(&first.did).map_or("did not wait at all".to_owned(), |wait| {
        format!("waited {wait}")
    });
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} did not wait as it should: {} should {due}, and {did}",
            list(lanes.iter().copied()),
            it(&lanes),
        ),
    })
}

fn others(side: &Side) -> impl Iterator<Item = &Item> {
    side.items
        .iter()
        .filter(|item| !matches!(item, Item::Wait { .. }))
}

/// The first wait, in words.
fn wait(side: &Side) -> Option<String> {
    side.items.iter().find_map(|item| match item {
        Item::Wait { from, to } if from == to => Some(format!("from {} on", short(*from))),
        Item::Wait { from, to } => Some(format!("from {} to {}", short(*from), short(*to))),
        _ => None,
    })
}
