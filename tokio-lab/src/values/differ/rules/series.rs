//! Lists of as many numbers or durations: all off by the same, or more and more.

use super::numbers::{FACTORS, named};
use crate::values::differ::Known;
use crate::values::differ::cause::Cause;
use crate::values::differ::tree::Tree;

pub(super) fn series(got: &[Tree], expected: &[Tree], known: &Known) -> Option<Cause> {
    let is_time = matches!(got.first()?, Tree::Time(_));
    let (got, expected) = (numbers(got, is_time)?, numbers(expected, is_time)?);
    let differ = got
        .iter()
        .zip(&expected)
        .filter(|(got, expected)| got != expected);
    if got.len() != expected.len() || differ.count() < 2 {
        return None;
    }
    let tree = |number: i128| {
        if is_time {
            Tree::Time(number)
        } else {
            Tree::Int(number)
        }
    };
    let name = |number: i128| named(number, known).filter(|_| is_time);
    // Of three small numbers that may be an accident.
    let tells = is_time || got.len() > 3;
    if tells && totals(&expected) == got {
        return Some(Cause::RunningTotals);
    }
    if tells && totals(&got) == expected {
        return Some(Cause::SingleSteps);
    }
    let off: Vec<i128> = got
        .iter()
        .zip(&expected)
        .map(|(got, expected)| got - expected)
        .collect();
    let from = off.iter().position(|off| *off != 0)?;
    if off[from..].iter().all(|other| *other == off[from]) {
        return Some(Cause::EachOff(tree(off[from]), from, name(off[from])));
    }
    let step = off[1] - off[0];
    let grows = off.windows(2).all(|pair| pair[1] - pair[0] == step);
    if off.len() > 2 && grows && (off[0] == 0 || off[0] == step) {
        return Some(Cause::Drift(tree(step), name(step)));
    }
    let pairs = || got.iter().zip(&expected);
    FACTORS.into_iter().find_map(|factor| {
        if pairs().all(|(got, expected)| *got == expected * factor) {
            Some(Cause::EachTimes(factor))
        } else if pairs().all(|(got, expected)| got * factor == *expected) {
            Some(Cause::EachPartOf(factor))
        } else {
            None
        }
    })
}

fn numbers(trees: &[Tree], is_time: bool) -> Option<Vec<i128>> {
    let numbers = trees.iter().map(|tree| match tree {
        Tree::Time(nanos) if is_time => Some(*nanos),
        Tree::Int(number) if !is_time => Some(*number),
        _ => None,
    });
    // Sums and products of these stay within their type.
    let is_small = |number: &i128| number.unsigned_abs() < 1 << 90;
    numbers
        .collect::<Option<Vec<i128>>>()
        .filter(|numbers| numbers.iter().all(is_small))
}

/// The sum of each with all before it.
fn totals(numbers: &[i128]) -> Vec<i128> {
    let mut total = 0;
    let totals = numbers.iter().map(|number| {
        total += number;
        total
    });
    totals.collect()
}
