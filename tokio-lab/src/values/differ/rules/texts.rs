//! Texts: an end that is cut off, white space, a character that looks like another.

use super::{lists, orders};
use crate::values::differ::Known;
use crate::values::differ::cause::{Cause, Side, Step};
use crate::values::differ::tree::Tree;

const BYTE_ORDER_MARK: char = '\u{feff}';

pub(super) fn texts(got: &str, expected: &str, known: &Known, at: &mut Vec<Step>) -> Option<Cause> {
    labels(got, expected)
        .or_else(|| whole(got, expected))
        .or_else(|| ends(got, expected))
        .or_else(|| lines(got, expected, known, at))
        .or_else(|| order(got, expected, known, at))
        .or_else(|| characters(got, expected))
}

/// Names of kinds, `Body` and `BodyAndRelease`: one of them is no piece of the other.
fn labels(got: &str, expected: &str) -> Option<Cause> {
    let is_label = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.contains(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_alphabetic())
    };
    let is_other_case = got.eq_ignore_ascii_case(expected);
    (is_label(got) && is_label(expected) && !is_other_case)
        .then(|| Cause::OtherKind(got.to_owned(), expected.to_owned()))
}

/// The same text, written in another way.
fn whole(got: &str, expected: &str) -> Option<Cause> {
    if got.strip_prefix(BYTE_ORDER_MARK) == Some(expected) {
        return Some(Cause::ByteOrderMark(true));
    }
    if expected.strip_prefix(BYTE_ORDER_MARK) == Some(got) {
        return Some(Cause::ByteOrderMark(false));
    }
    if got.replace("\r\n", "\n") == expected.replace("\r\n", "\n") {
        return Some(Cause::LineEnds);
    }
    let mended = got.matches(char::REPLACEMENT_CHARACTER).count();
    if mended > 0 && !expected.contains(char::REPLACEMENT_CHARACTER) {
        return Some(Cause::Mended(mended));
    }
    let escaped = |text: &str| {
        let quoted = format!("{text:?}");
        [
            text.escape_debug().to_string(),
            text.escape_default().to_string(),
            quoted,
        ]
    };
    if escaped(expected).iter().any(|text| text == got) {
        return Some(Cause::Escaped);
    }
    if escaped(got).iter().any(|text| text == expected) {
        return Some(Cause::Unescaped);
    }
    if got.to_lowercase() == expected.to_lowercase() {
        let same = got
            .chars()
            .zip(expected.chars())
            .take_while(|(got, expected)| got == expected);
        return Some(Cause::OtherCase(same.count()));
    }
    None
}

/// More or less of the text, at one end of it.
fn ends(got: &str, expected: &str) -> Option<Cause> {
    if !expected.is_empty() && got == expected.trim() && !expected.trim().is_empty() {
        return Some(
            match (expected.trim_start() == got, expected.trim_end() == got) {
                (true, _) => white_space(Cause::WhiteSpaceMissing, Side::Beginning, expected, got),
                (_, true) => white_space(Cause::WhiteSpaceMissing, Side::End, expected, got),
                _ => Cause::WhiteSpaceMissing(Side::Both, String::new()),
            },
        );
    }
    if got.is_empty() || expected.is_empty() {
        return None;
    }
    let (start, end) = (Side::Beginning, Side::End);
    let blank = |text: &str| text.chars().all(char::is_whitespace);
    if let Some(rest) = expected.strip_prefix(got) {
        return if blank(rest) {
            Some(Cause::WhiteSpaceMissing(end, rest.to_owned()))
        } else {
            in_pieces(got, rest).then(|| Cause::CutOff(got.chars().count(), rest.to_owned()))
        };
    }
    if let Some(rest) = expected.strip_suffix(got) {
        return if blank(rest) {
            Some(Cause::WhiteSpaceMissing(start, rest.to_owned()))
        } else {
            let cut = Cause::BeginningCutOff(rest.chars().count(), rest.to_owned());
            in_pieces(rest, got).then_some(cut)
        };
    }
    if let Some(rest) = got.strip_prefix(expected) {
        return if blank(rest) {
            Some(Cause::WhiteSpaceAdded(end, rest.to_owned()))
        } else {
            in_pieces(expected, rest).then(|| Cause::GoesOn(rest.to_owned()))
        };
    }
    let rest = got.strip_suffix(expected)?;
    if blank(rest) {
        Some(Cause::WhiteSpaceAdded(start, rest.to_owned()))
    } else {
        in_pieces(rest, expected).then(|| Cause::BeginsBefore(rest.to_owned()))
    }
}

fn white_space(cause: fn(Side, String) -> Cause, end: Side, longer: &str, shorter: &str) -> Cause {
    let more = match end {
        Side::Beginning => longer.strip_suffix(shorter),
        Side::End | Side::Both => longer.strip_prefix(shorter),
    };
    cause(end, more.unwrap_or_default().to_owned())
}

/// Whether two pieces of a text are pieces in their own right: `job 1` is no piece of `job 10`.
fn in_pieces(first: &str, second: &str) -> bool {
    let digits = first.ends_with(|c: char| c.is_ascii_digit())
        && second.starts_with(|c: char| c.is_ascii_digit());
    !digits && first.chars().count() + second.chars().count() > 3
}

/// Line by line.
fn lines(got: &str, expected: &str, known: &Known, at: &mut Vec<Step>) -> Option<Cause> {
    let lines = |text: &str| {
        let lines = text.split('\n').map(|line| Tree::Text(line.to_owned()));
        lines.collect::<Vec<Tree>>()
    };
    if !got.trim_end().contains('\n') && !expected.trim_end().contains('\n') {
        return None;
    }
    let depth = at.len();
    at.push(Step::Lines);
    let cause = lists::lists(&lines(got), &lines(expected), known, at);
    if cause.is_none() {
        at.truncate(depth);
    }
    cause
}

/// The same characters in another order.
fn order(got: &str, expected: &str, known: &Known, at: &mut Vec<Step>) -> Option<Cause> {
    let characters = |text: &str| {
        let characters = text.chars().map(|c| Tree::Text(c.to_string()));
        characters.collect::<Vec<Tree>>()
    };
    let (ours, theirs) = (characters(got), characters(expected));
    let sorted = |characters: &[Tree]| {
        let mut sorted = characters.to_vec();
        sorted.sort();
        sorted
    };
    if ours.len() < 3 || sorted(&ours) != sorted(&theirs) {
        return None;
    }
    at.push(Step::Characters);
    match orders::order(&ours, &theirs, known)? {
        // Nobody sorts the characters of a text.
        Cause::Sorted => Some(Cause::AnotherOrder),
        cause => Some(cause),
    }
}

/// One character in place of another, where it is the only one, or where nobody sees it.
fn characters(got: &str, expected: &str) -> Option<Cause> {
    let pairs = || got.chars().zip(expected.chars());
    let place = pairs().position(|(got, expected)| got != expected)?;
    let (ours, theirs) = pairs().nth(place)?;
    let count = pairs().filter(|(got, expected)| got != expected).count();
    let is_only = count == 1 && got.chars().count() == expected.chars().count();
    // A number is one thing: its digits tell nothing by themselves.
    if ours.is_ascii_digit() && theirs.is_ascii_digit() {
        return None;
    }
    let is_unseen = |c: char| c != ' ' && !c.is_alphanumeric() && !c.is_ascii_graphic();
    (is_only || is_unseen(ours) || is_unseen(theirs))
        .then_some(Cause::OtherCharacter(place, theirs, ours))
}
