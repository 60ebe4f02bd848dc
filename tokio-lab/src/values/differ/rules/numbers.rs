//! Single numbers and durations.

use crate::values::differ::Known;
use crate::values::differ::cause::Cause;
use crate::values::differ::tree::Tree;

/// The factors that are no accident: doubled, or another unit.
pub(super) const FACTORS: [i128; 6] = [2, 10, 100, 1_000, 1_000_000, 1_000_000_000];

pub(super) fn ints(got: i128, expected: i128) -> Option<Cause> {
    if expected == 0 || got == 0 {
        return None;
    }
    match got.checked_sub(expected)? {
        1 => Some(Cause::OffByOne(true)),
        -1 => Some(Cause::OffByOne(false)),
        _ if expected.unsigned_abs() == 1 => None,
        _ => factor(got, expected),
    }
}

pub(super) fn times(got: i128, expected: i128, known: &Known) -> Option<Cause> {
    let off = got.checked_sub(expected)?;
    let name = named(off, known);
    if expected == 0 && name.is_none() {
        return None;
    }
    if name.is_none()
        && let Some(cause) = factor(got, expected)
    {
        return Some(cause);
    }
    let size = Tree::Time(off.abs());
    Some(if off > 0 {
        Cause::More(size, name)
    } else {
        Cause::Less(size, name)
    })
}

/// What has just this length, if the test has named it.
pub(super) fn named(nanos: i128, known: &Known) -> Option<String> {
    let has_length = |time: &std::time::Duration| time.as_nanos() == nanos.unsigned_abs();
    let mut names = known.times.iter().filter(|(_, time)| has_length(time));
    let (name, _) = names.next()?;
    // Of two with one length nobody knows which it is.
    names.all(|(other, _)| other == name).then(|| name.clone())
}

/// Ten times as much, or another power of ten: twice as much may be an accident.
fn factor(got: i128, expected: i128) -> Option<Cause> {
    if got == 0 || expected == 0 {
        return None;
    }
    let powers = FACTORS.into_iter().skip(1);
    powers.into_iter().find_map(|factor| {
        if expected.checked_mul(factor) == Some(got) {
            Some(Cause::Times(factor))
        } else if got.checked_mul(factor) == Some(expected) {
            Some(Cause::PartOf(factor))
        } else {
            None
        }
    })
}
