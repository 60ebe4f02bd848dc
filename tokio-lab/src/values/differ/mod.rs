//! Why two values differ, where the values themselves tell: an order, a gap, a shift, an end that is
//! cut off.
//!
//! The values are read from their `Debug` texts into trees. Where the trees part in one place only,
//! the search goes on there; a rule speaks where what it says is so, whatever the code under test
//! does: it never guesses. What it has found is a [`Cause`], whose name stays the same; the words
//! for it stand in one place.

mod cause;
mod parse;
mod rules;
mod tree;
mod words;

use std::fmt::Debug;
use std::time::Duration;

use strum::VariantNames;

use crate::text::bounded;
use cause::{Cause, Step};
use tree::Tree;

/// Longer values are not looked into.
const MOST: usize = 256 * 1024;

/// What else is known of the run in which the values came about.
#[derive(Default)]
pub(crate) struct Known {
    /// Lengths of time that have a name.
    pub(crate) times: Vec<(String, Duration)>,
    /// The lanes on which there was one piece of work, and when it ended.
    pub(crate) ends: Vec<(String, Duration)>,
}

/// Why two values differ, and where.
pub(crate) struct Found {
    at: Vec<Step>,
    cause: Cause,
    /// The time that should be there, where the value holds only one.
    due: Option<Duration>,
}

/// The stable names of all kinds of causes that values can tell, in no order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    Cause::VARIANTS.iter().copied()
}

impl Found {
    /// A stable name for the kind of cause.
    pub(crate) fn name(&self) -> &'static str {
        self.cause.name()
    }

    /// By how much an instant is too late, where that is all.
    pub(crate) fn late_by(&self) -> Option<Duration> {
        match &self.cause {
            Cause::More(Tree::Time(nanos), _) | Cause::EachOff(Tree::Time(nanos), ..) => {
                time(*nanos)
            }
            _ => None,
        }
    }

    /// How long it should have taken, where the value holds one time.
    pub(crate) fn due(&self) -> Option<Duration> {
        self.due
    }

    /// The cause in a sentence without a capital and a full stop; none where the values show it by
    /// themselves, because they are no more than that.
    pub(crate) fn words(&self) -> Option<String> {
        let is_plain = self.at.is_empty() && self.cause.is_plain();
        // A tuple is mostly the test's own, and its parts have no names to tell them by.
        let is_in_tuple = self.at.iter().any(Step::is_part_of_tuple);
        (!is_plain && !is_in_tuple)
            .then(|| words::sentence(&self.at, &self.cause, self.due.is_some()))
    }
}

/// Why these two differ, where that can be told from them.
pub(crate) fn why(got: &dyn Debug, expected: &dyn Debug, known: &Known) -> Option<Found> {
    let got = parse::parse(&bounded::on_one_line(got, MOST))?;
    let expected = parse::parse(&bounded::on_one_line(expected, MOST))?;
    let mut at = Vec::new();
    let cause = rules::why(&got, &expected, known, &mut at)?;
    let due = match expected.times().as_slice() {
        [nanos] => time(*nanos),
        _ => None,
    };
    Some(Found { at, cause, due })
}

fn time(nanos: i128) -> Option<Duration> {
    u64::try_from(nanos).ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests;
