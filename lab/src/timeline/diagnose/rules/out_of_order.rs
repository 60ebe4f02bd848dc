//! The right things in the wrong order.

use std::time::Duration;

use crate::timeline::Item;
use crate::timeline::diagnose::Finding;
use crate::timeline::diagnose::view::{Lane, Mark, View, most};
use crate::timeline::diagnose::words::{glyphs, list, name};
use crate::timeline::short;

/// Marks of one lane that have changed places.
pub(in crate::timeline::diagnose) fn marks(view: &View) -> Option<Finding> {
    let lanes = view
        .wrong()
        .filter(|lane| swapped(&lane.should.marks, &lane.did.marks));
    let lanes: Vec<&Lane> = lanes.collect();
    let first = lanes.first()?;
    let backwards: Vec<&Mark> = first.should.marks.iter().rev().collect();
    let reverse = first
        .did
        .marks
        .iter()
        .map(|mark| mark.glyph)
        .eq(backwards.iter().map(|mark| mark.glyph));
    let how = if reverse {
        "in reverse"
    } else {
        "in this order"
    };
    Some(Finding {
        explains: lanes.len(),
        sentence: format!(
            "{} came out of order: {} {how}; the order should be {}",
            list(lanes.iter().copied()),
            glyphs(&first.did.marks),
            glyphs(&first.should.marks),
        ),
    })
}

/// Whether the same marks are there, each once, and two of them strictly the other way round.
fn swapped(should: &[Mark], did: &[Mark]) -> bool {
    let sorted = |marks: &[Mark]| {
        let mut glyphs: Vec<char> = marks.iter().map(|mark| mark.glyph).collect();
        glyphs.sort_unstable();
        glyphs
    };
    let all = sorted(should);
    let at = |glyph| {
        did.iter()
            .find(|mark| mark.glyph == glyph)
            .map(|mark| mark.at)
    };
    let inverted = |pair: &[Mark]| pair[0].at < pair[1].at && at(pair[0].glyph) > at(pair[1].glyph);
    all == sorted(did)
        && all.windows(2).all(|pair| pair[0] != pair[1])
        && should.windows(2).any(inverted)
}

/// Lanes that come one at a time and have changed places.
pub(in crate::timeline::diagnose) fn lanes(view: &View) -> Option<Finding> {
    let single = |lane: &&Lane| {
        lane.should.items.len() == lane.did.items.len() && start(&lane.should.items).is_some()
    };
    let lanes: Vec<&Lane> = view
        .wrong()
        .filter(|lane| !lane.around)
        .filter(single)
        .collect();
    let starts = |lane: &Lane| Some((start(&lane.should.items)?, start(&lane.did.items)?));
    let inverted = |one: &Lane, other: &Lane| match (starts(one), starts(other)) {
        (Some((due, at)), Some((other_due, other_at))) => {
            (due < other_due && at > other_at) || (due > other_due && at < other_at)
        }
        _ => false,
    };
    let mut moved: Vec<&Lane> = lanes
        .iter()
        .copied()
        .filter(|lane| lanes.iter().any(|other| inverted(lane, other)))
        .collect();
    let together = most(
        moved
            .iter()
            .flat_map(|lane| lane.should.spans.iter().copied()),
    )
    .0 > 1
        || most(moved.iter().flat_map(|lane| lane.did.spans.iter().copied())).0 > 1;
    if moved.len() < 2 || together {
        return None;
    }
    let explains = moved.len();
    moved.sort_by_key(|lane| start(&lane.should.items));
    let wanted = list(moved.iter().copied());
    moved.sort_by_key(|lane| start(&lane.did.items));
    let (first, at) = (moved[0], start(&moved[0].did.items)?);
    Some(Finding {
        explains,
        sentence: format!(
            "{} came out of order: {} was the first of them, at {}; the order should be {wanted}",
            list(moved.iter().copied()),
            name(first),
            short(at),
        ),
    })
}

/// When a lane's turn came: waiting for it does not count.
fn start(items: &[Item]) -> Option<Duration> {
    items
        .iter()
        .find(|item| !matches!(item, Item::Wait { .. }))
        .map(Item::begin)
}
