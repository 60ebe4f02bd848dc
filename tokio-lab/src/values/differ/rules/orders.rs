//! Lists with the same parts in another order.

use std::time::Duration;

use crate::values::differ::Known;
use crate::values::differ::cause::Cause;
use crate::values::differ::tree::Tree;

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

/// Whether each of the expected is the result of the work on a lane of its own, and those that came
/// are in the order in which that work ended.
fn is_order_of_finishing(got: &[Tree], expected: &[Tree], known: &Known) -> bool {
    let end = |tree: &Tree| {
        let mut lanes = known.ends.iter().filter(|(lane, _)| belongs(tree, lane));
        let (_, end) = lanes.next()?;
        lanes.next().is_none().then_some(*end)
    };
    let ends = |order: &[Tree]| order.iter().map(end).collect::<Option<Vec<Duration>>>();
    let is_rising = |ends: &[Duration]| ends.windows(2).all(|pair| pair[0] < pair[1]);
    ends(got).is_some_and(|ends| is_rising(&ends))
        && ends(expected).is_some_and(|ends| !is_rising(&ends))
}

/// Whether the value says that it is from this lane: `page 2` or 2 from `job 2`.
fn belongs(tree: &Tree, lane: &str) -> bool {
    let word = lane.rsplit(' ').next().unwrap_or(lane);
    match tree {
        Tree::Text(text) if text == lane => true,
        Tree::Text(text) => text
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| part == word),
        other => other.to_string() == word,
    }
}

fn is_sorted(trees: &[Tree]) -> bool {
    let is_plain = |tree: &Tree| matches!(tree, Tree::Int(_) | Tree::Time(_) | Tree::Text(_));
    trees.iter().all(is_plain) && trees.is_sorted()
}
