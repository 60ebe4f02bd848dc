//! Lists with the same parts in another order.

use std::time::Duration;

use crate::differ::Known;
use crate::differ::cause::Cause;
use crate::differ::tree::Tree;

pub(super) fn order(got: &[Tree], expected: &[Tree], known: &Known) -> Option<Cause> {
    if is_order_of_finishing(got, expected, known) {
        return Some(Cause::OrderOfFinishing);
    }
    let differ: Vec<usize> = (0..got.len())
        .filter(|place| got[*place] != expected[*place])
        .collect();
    let is_reverse = got.iter().eq(expected.iter().rev());
    let rotated = (1..got.len()).find(|by| {
        got.iter()
            .eq(expected[*by..].iter().chain(&expected[..*by]))
    });
    Some(match *differ.as_slice() {
        _ if is_reverse && got.len() > 2 => Cause::InReverse,
        [one, other] => Cause::Exchanged(one, other),
        _ if is_sorted(got) && !is_sorted(expected) => Cause::Sorted,
        _ => rotated.map_or(Cause::AnotherOrder, Cause::Rotated),
    })
}

/// Whether each of the expected is the result of the work on the lane in its place, and those that
/// came are in the order in which that work ended.
fn is_order_of_finishing(got: &[Tree], expected: &[Tree], known: &Known) -> bool {
    let belongs = |tree: &Tree, lane: &str| {
        let word = lane.rsplit(' ').next().unwrap_or(lane);
        match tree {
            Tree::Text(text) => text.contains(word),
            other => other.to_string() == word,
        }
    };
    let ends = |order: &[Tree]| {
        let place = |tree: &Tree| expected.iter().position(|other| other == tree);
        let ends = order
            .iter()
            .filter_map(|tree| Some(known.ends[place(tree)?].1));
        ends.collect::<Vec<Duration>>()
    };
    let is_rising = |ends: &[Duration]| ends.windows(2).all(|pair| pair[0] < pair[1]);
    known.ends.len() == expected.len()
        && expected
            .iter()
            .zip(&known.ends)
            .all(|(tree, (lane, _))| belongs(tree, lane))
        && is_rising(&ends(got))
        && !is_rising(&ends(expected))
}

fn is_sorted(trees: &[Tree]) -> bool {
    let is_plain = |tree: &Tree| matches!(tree, Tree::Int(_) | Tree::Time(_) | Tree::Text(_));
    trees.iter().all(is_plain) && trees.is_sorted()
}
