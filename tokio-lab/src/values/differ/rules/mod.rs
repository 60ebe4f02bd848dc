//! The rules, each on one kind of value. Of those on lists, the first that fits speaks: an order
//! before a gap, a gap before a part that differs.

mod lists;
mod numbers;
mod orders;
mod series;
mod texts;
mod variants;

use super::Known;
use super::cause::{Cause, Step};
use super::tree::Tree;

/// Why the two differ; `at` gets the steps to where they do.
pub(super) fn why(got: &Tree, expected: &Tree, known: &Known, at: &mut Vec<Step>) -> Option<Cause> {
    match (got, expected) {
        (Tree::List(got), Tree::List(expected)) => lists::lists(got, expected, known, at),
        (Tree::Set(got), Tree::Set(expected)) => lists::unordered_gaps(got, expected),
        (Tree::Map(got), Tree::Map(expected)) => lists::maps(got, expected, known, at),
        (Tree::Text(got), Tree::Text(expected)) => texts::texts(got, expected, known, at),
        (Tree::Int(got), Tree::Int(expected)) => numbers::ints(*got, *expected),
        (Tree::Time(got), Tree::Time(expected)) => numbers::times(*got, *expected, known),
        (Tree::Named(got, its), Tree::Named(expected, theirs)) => {
            variants::variants((got, its), (expected, theirs), known, at)
        }
        _ => None,
    }
}

/// As [`why`], one step further in; without that step where nothing is found there.
fn inside(
    step: Step,
    got: &Tree,
    expected: &Tree,
    known: &Known,
    at: &mut Vec<Step>,
) -> Option<Cause> {
    let depth = at.len();
    at.push(step);
    let cause = why(got, expected, known, at);
    if cause.is_none() {
        at.truncate(depth);
    }
    cause
}
