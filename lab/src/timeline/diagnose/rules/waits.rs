//! Waiting for a turn.

use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, View};
use crate::timeline::diagnose::words::{list, name};
use crate::timeline::{Item, short};

/// The turn came when it should; but it was asked for at another instant.
pub(in crate::timeline::diagnose) fn asks_late(view: &View) -> Option<Finding> {
    let rest = |items: &[Item]| {
        items
            .iter()
            .copied()
            .filter(|item| wait(item).is_none())
            .collect::<Vec<_>>()
    };
    let only_waits = |lane: &&Lane| rest(&lane.should.items) == rest(&lane.did.items);
    let lanes: Vec<&Lane> = view.wrong().filter(only_waits).collect();
    let first = lanes.first()?;
    let said = |items: &[Item]| match items.iter().find_map(wait) {
        Some((from, to)) => format!("from {} to {}", short(from), short(to)),
        None => "not at all".to_owned(),
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} did not wait as it should: {} waited {}, and should wait {}; a turn is asked for by awaiting it",
            list(lanes.iter().copied()),
            name(first),
            said(&first.did.items),
            said(&first.should.items),
        ),
    })
}

fn wait(item: &Item) -> Option<(std::time::Duration, std::time::Duration)> {
    match *item {
        Item::Wait { from, to } => Some((from, to)),
        _ => None,
    }
}
