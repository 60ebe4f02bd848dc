//! Which lanes a pair of pictures shows, and how the items of one lane fit beside each other.

use crate::{Item, Lane, Timeline};

/// Nobody compares more lanes by eye.
const MOST_LANES: usize = 24;
/// Where nothing is wrong with any, or nobody knows what should have been, these few tell enough.
const FEW_LANES: usize = 8;
/// Nor more items on one lane: an answer could make millions.
const MOST_ITEMS: usize = 200;

/// The lanes to show, and how many are left out.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) names: Vec<String>,
    pub(super) left_out: usize,
}

/// The lanes of all these in order. Of a crowd, those that are as expected are left out first.
pub(super) fn choose(timelines: &[&Timeline], as_expected: impl Fn(&str) -> bool) -> Chosen {
    let mut names: Vec<String> = Vec::new();
    for lane in timelines.iter().flat_map(|timeline| &timeline.lanes) {
        if !names.contains(&lane.name) {
            names.push(lane.name.clone());
        }
    }
    let all = names.len();
    if all > MOST_LANES {
        let wrong: Vec<String> = names.iter().filter(|n| !as_expected(n)).cloned().collect();
        match wrong.is_empty() {
            true => names.truncate(FEW_LANES),
            false => names = wrong,
        }
        names.truncate(MOST_LANES);
    }
    Chosen {
        left_out: all - names.len(),
        names,
    }
}

/// A timeline with this lane alone.
pub(super) fn only(timeline: &Timeline, name: &str) -> Timeline {
    let lanes = timeline.lanes.iter().filter(|lane| lane.name == name);
    Timeline {
        lanes: lanes.cloned().collect(),
    }
}

/// The items of one lane, each with the row it stands on: what happens at the same time stands
/// on rows of its own. With how many rows that takes, one at least.
pub(super) fn stack(timeline: &Timeline, name: &str) -> (Vec<(usize, Item)>, usize) {
    let mut items = items(&timeline.lanes, name);
    items.sort_by_key(Item::begin);
    items.truncate(MOST_ITEMS);
    let mut rows: Vec<Item> = Vec::new();
    let mut placed = Vec::new();
    for item in items {
        let free = rows.iter().position(|last| fits(last, &item));
        let row = free.unwrap_or(rows.len());
        match rows.get_mut(row) {
            Some(last) => *last = item,
            None => rows.push(item),
        }
        placed.push((row, item));
    }
    (placed, rows.len().max(1))
}

/// Everything on the lanes of that name.
pub(super) fn items(lanes: &[Lane], name: &str) -> Vec<Item> {
    let lanes = lanes.iter().filter(|lane| lane.name == name);
    lanes.flat_map(|lane| &lane.items).copied().collect()
}

fn fits(last: &Item, next: &Item) -> bool {
    let two_marks = matches!((last, next), (Item::Mark { .. }, Item::Mark { .. }));
    last.end() < next.begin() || (last.end() == next.begin() && !two_marks)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_overlaps_stands_on_rows_of_its_own() {
        let at = Duration::from_secs;
        let timeline = Timeline::new()
            .span("a", at(0), at(2))
            .span("a", at(1), at(3))
            .span("a", at(2), at(4))
            .mark("a", at(9), '1')
            .mark("a", at(9), '2');
        let (placed, rows) = stack(&timeline, "a");
        let places: Vec<usize> = placed.iter().map(|(row, _)| *row).collect();
        assert_eq!((places, rows), (vec![0, 1, 0, 0, 1], 2));
        assert_eq!(stack(&timeline, "another").1, 1);
    }

    #[test]
    fn a_crowd_loses_the_lanes_that_are_as_expected() {
        let mut crowd = Timeline::new();
        for lane in 0..100 {
            crowd = crowd.empty(&format!("job {lane}"));
        }
        let chosen = choose(&[&crowd], |name| name != "job 77");
        assert_eq!(chosen.names, ["job 77"]);
        assert_eq!(chosen.left_out, 99);
        assert_eq!(choose(&[&crowd], |_| false).names.len(), MOST_LANES);
        assert_eq!(choose(&[&crowd], |_| true).names.len(), FEW_LANES);
    }
}
