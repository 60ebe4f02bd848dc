//! What rules find, with all that words need to know of it.

use strum::{IntoStaticStr, VariantNames};

use super::tree::{Tree, is_number};

/// A step from a value to a part of it.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// So many parts of a list come before it.
    Nth(usize),
    Field(String),
    Key(Tree),
    /// The value in an `Ok`, an `Err` or a `Some`.
    Inside(String),
    /// This part of each of a list.
    Each(String),
    /// The lines of a text.
    Lines,
    /// The characters of a text.
    Characters,
}

impl Step {
    /// Whether it leads to a part that has a number in place of a name.
    pub(super) fn is_part_of_tuple(&self) -> bool {
        matches!(self, Step::Field(name) if is_number(name))
    }
}

/// Why two values differ. Places in lists and texts count from 0.
#[derive(Debug, PartialEq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Cause {
    // Lists with the same parts.
    OrderOfFinishing,
    InReverse,
    Sorted,
    /// Begins with what should stand there.
    Rotated(usize),
    /// These two places, and what stands in the first by right.
    Exchanged(usize, usize),
    AnotherOrder,
    // Lists with other parts.
    NothingCame(usize),
    NothingExpected(usize),
    /// Everything from this place on, to the end.
    EndMissing(usize, usize),
    /// So many at the beginning.
    BeginningMissing(usize),
    OneMissing(Place, Tree),
    SomeMissing(Vec<Tree>),
    /// This one is missing, and the others are not in order.
    MissingAndOutOfOrder(Vec<Tree>),
    OneDoubled(Tree),
    OneTooMany(Tree),
    SomeTooMany(Vec<Tree>),
    /// What is missing, and what came for it once more than it should.
    DoubledForAnother(Tree, Tree),
    /// What is missing, and what came for it, in another place.
    OneForAnother(Tree, Tree),
    OneDiffers(usize, Tree, Tree),
    // Lists of numbers.
    /// By how much, from which place on, and what has just this length.
    EachOff(Tree, usize, Option<String>),
    /// By how much more each is off than the one before, and what has just this length.
    Drift(Tree, Option<String>),
    RunningTotals,
    SingleSteps,
    EachTimes(i128),
    EachPartOf(i128),
    // Numbers.
    OffByOne(bool),
    /// By how much, and what has just this length.
    More(Tree, Option<String>),
    Less(Tree, Option<String>),
    Times(i128),
    PartOf(i128),
    // Texts.
    CutOff(usize, String),
    BeginningCutOff(usize, String),
    GoesOn(String),
    BeginsBefore(String),
    WhiteSpaceMissing(Side, String),
    WhiteSpaceAdded(Side, String),
    OtherCase(usize),
    ByteOrderMark(bool),
    Mended(usize),
    Escaped,
    Unescaped,
    LineEnds,
    OtherCharacter(usize, char, char),
    // Results and other variants.
    OkForErr(Tree),
    ErrForOk(Tree),
    NoneForSome,
    SomeForNone(Tree),
    OtherKind(String, String),
}

/// Where something is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    First,
    Last,
    Nth(usize),
    /// What it is missing from has no order.
    Anywhere,
}

/// An end of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Side {
    Beginning,
    End,
    Both,
}

impl Cause {
    /// Whether the two values show it by themselves, one below the other.
    pub(super) fn is_plain(&self) -> bool {
        matches!(
            self,
            Cause::OffByOne(..)
                | Cause::OkForErr(..)
                | Cause::ErrForOk(..)
                | Cause::NoneForSome
                | Cause::SomeForNone(..)
                | Cause::OtherKind(..)
        )
    }

    /// Whether it names a place in a list itself.
    pub(super) fn has_place(&self) -> bool {
        matches!(
            self,
            Cause::Rotated(..)
                | Cause::Exchanged(..)
                | Cause::EndMissing(..)
                | Cause::OneMissing(Place::Nth(_), _)
                | Cause::OneDiffers(..)
        )
    }

    /// The name of its kind, which stays the same whatever the words are.
    pub(super) fn name(&self) -> &'static str {
        self.into()
    }
}
