//! Lists, sets and maps: what is missing, what is too much, what stands for another.

use super::{inside, orders, series};
use crate::values::differ::Known;
use crate::values::differ::cause::{Cause, Place, Step};
use crate::values::differ::tree::Tree;

pub(super) fn lists(
    got: &[Tree],
    expected: &[Tree],
    known: &Known,
    at: &mut Vec<Step>,
) -> Option<Cause> {
    if got.is_empty() {
        return Some(Cause::NothingCame(expected.len()));
    }
    if expected.is_empty() {
        return Some(Cause::NothingExpected(got.len()));
    }
    let (missing, extra) = difference(got, expected);
    if missing.is_empty() && extra.is_empty() {
        return orders::order(got, expected, known);
    }
    if let Some(cause) = series::series(got, expected, known) {
        return Some(cause);
    }
    if got.len() == expected.len() {
        if let Some(cause) = column(got, expected, known, at) {
            return Some(cause);
        }
        if let Some(cause) = one_place(got, expected, known, at) {
            return Some(cause);
        }
    }
    gaps(got, expected)
}

/// What is missing of a set, and what is too much.
pub(super) fn unordered_gaps(got: &[Tree], expected: &[Tree]) -> Option<Cause> {
    match gaps(got, expected)? {
        Cause::OneMissing(_, tree) => Some(Cause::OneMissing(Place::Anywhere, tree)),
        Cause::EndMissing(..) | Cause::BeginningMissing(_) => {
            let (missing, _) = difference(got, expected);
            Some(Cause::SomeMissing(missing.into_iter().cloned().collect()))
        }
        cause => Some(cause),
    }
}

/// What is missing, and what is too much.
fn gaps(got: &[Tree], expected: &[Tree]) -> Option<Cause> {
    let (missing, extra) = difference(got, expected);
    let owned = |trees: &[&Tree]| trees.iter().map(|tree| (*tree).clone()).collect();
    match (missing.as_slice(), extra.as_slice()) {
        (missing, []) => Some(match missing_places(got, expected) {
            None => Cause::MissingAndOutOfOrder(owned(missing)),
            Some(places) => match *places.as_slice() {
                [place] => {
                    let which = match place {
                        0 => Place::First,
                        place if place + 1 == expected.len() => Place::Last,
                        place => Place::Nth(place),
                    };
                    Cause::OneMissing(which, expected[place].clone())
                }
                [first, ..] if places.len() == expected.len() - first => {
                    Cause::EndMissing(first, places.len())
                }
                [.., last] if places.len() == last + 1 => Cause::BeginningMissing(places.len()),
                _ => Cause::SomeMissing(owned(missing)),
            },
        }),
        ([], [one]) if expected.contains(one) => Some(Cause::OneDoubled((*one).clone())),
        ([], [one]) => Some(Cause::OneTooMany((*one).clone())),
        ([], extra) => Some(Cause::SomeTooMany(owned(extra))),
        ([missing], [extra]) if expected.contains(extra) && all_differ(expected) => Some(
            Cause::DoubledForAnother((*missing).clone(), (*extra).clone()),
        ),
        ([missing], [extra]) => Some(Cause::OneForAnother((*missing).clone(), (*extra).clone())),
        _ => None,
    }
}

pub(super) fn maps(
    got: &[(Tree, Tree)],
    expected: &[(Tree, Tree)],
    known: &Known,
    at: &mut Vec<Step>,
) -> Option<Cause> {
    let keys = |entries: &[(Tree, Tree)]| entries.iter().map(|(key, _)| key.clone()).collect();
    let (ours, theirs): (Vec<Tree>, Vec<Tree>) = (keys(got), keys(expected));
    if ours != theirs {
        return unordered_gaps(&ours, &theirs);
    }
    let mut pairs = got
        .iter()
        .zip(expected)
        .filter(|(got, expected)| got != expected);
    let (got, expected) = pairs.next().filter(|_| pairs.next().is_none())?;
    inside(Step::Key(got.0.clone()), &got.1, &expected.1, known, at)
}

/// A list that differs in one place only.
fn one_place(got: &[Tree], expected: &[Tree], known: &Known, at: &mut Vec<Step>) -> Option<Cause> {
    let mut places = (0..got.len()).filter(|place| got[*place] != expected[*place]);
    let place = places.next().filter(|_| places.next().is_none())?;
    let (ours, theirs) = (&got[place], &expected[place]);
    if expected.contains(ours) && all_differ(expected) {
        return Some(Cause::DoubledForAnother(theirs.clone(), ours.clone()));
    }
    if got.len() == 1 {
        return inside(Step::Nth(place), ours, theirs, known, at);
    }
    inside(Step::Nth(place), ours, theirs, known, at)
        .or_else(|| Some(Cause::OneDiffers(place, theirs.clone(), ours.clone())))
}

/// A list whose parts are alike, and differ in one part of their own.
fn column(got: &[Tree], expected: &[Tree], known: &Known, at: &mut Vec<Step>) -> Option<Cause> {
    let rows = |trees: &[Tree]| {
        let rows = trees.iter().map(|tree| match tree {
            Tree::Named(name, fields) if fields.len() > 1 => Some((name.clone(), fields.clone())),
            _ => None,
        });
        rows.collect::<Option<Vec<_>>>()
    };
    let (got, expected) = (rows(got)?, rows(expected)?);
    let width = got[0].1.len();
    let is_alike = |row: &(String, Vec<(String, Tree)>)| row.1.len() == width && row.0 == got[0].0;
    if got.len() < 2 || !got.iter().chain(&expected).all(is_alike) {
        return None;
    }
    let column = |rows: &[(String, Vec<(String, Tree)>)], place: usize| {
        let cells = rows.iter().map(|(_, fields)| fields[place].1.clone());
        cells.collect::<Vec<Tree>>()
    };
    let mut places = (0..width).filter(|place| column(&got, *place) != column(&expected, *place));
    let place = places.next().filter(|_| places.next().is_none())?;
    let (ours, theirs) = (column(&got, place), column(&expected, place));
    let depth = at.len();
    at.push(Step::Each(got[0].1[place].0.clone()));
    let (missing, extra) = difference(&ours, &theirs);
    let cause = if missing.is_empty() && extra.is_empty() {
        None
    } else {
        series::series(&ours, &theirs, known)
    };
    if cause.is_none() {
        at.truncate(depth);
    }
    cause
}

/// What is in one and not in the other, as often as it is.
fn difference<'a>(got: &'a [Tree], expected: &'a [Tree]) -> (Vec<&'a Tree>, Vec<&'a Tree>) {
    let sorted = |trees: &'a [Tree]| {
        let mut sorted: Vec<&Tree> = trees.iter().collect();
        sorted.sort();
        sorted
    };
    let (ours, theirs) = (sorted(got), sorted(expected));
    let (mut missing, mut extra) = (Vec::new(), Vec::new());
    let (mut one, mut other) = (0, 0);
    while one < ours.len() || other < theirs.len() {
        match (ours.get(one), theirs.get(other)) {
            (Some(our), Some(their)) if our == their => (one, other) = (one + 1, other + 1),
            (Some(our), their) if their.is_none_or(|their| our < their) => {
                extra.push(*our);
                one += 1;
            }
            (_, Some(their)) => {
                missing.push(*their);
                other += 1;
            }
            _ => break,
        }
    }
    (missing, extra)
}

/// Where those stand that are missing, if the others are in order.
fn missing_places(got: &[Tree], expected: &[Tree]) -> Option<Vec<usize>> {
    let mut rest = got.iter().peekable();
    let mut places = Vec::new();
    for (place, tree) in expected.iter().enumerate() {
        if rest.next_if(|next| *next == tree).is_none() {
            places.push(place);
        }
    }
    rest.next().is_none().then_some(places)
}

fn all_differ(trees: &[Tree]) -> bool {
    let mut sorted: Vec<&Tree> = trees.iter().collect();
    sorted.sort();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}
