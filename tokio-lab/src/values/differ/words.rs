//! The words for each cause: the only place where they stand.

use super::cause::{Cause, Place, Side, Step};
use super::tree::{Tree, is_number};
use crate::text::shorten::{around, common_start, middle_out};

/// A value in a sentence is not longer than this.
const VALUE: usize = 40;

/// More values than this tell nobody anything.
const VALUES: usize = 4;

/// The cause, and before it where it is, or what: `is_time` says that the value is a length of time.
pub(super) fn sentence(at: &[Step], cause: &Cause, is_time: bool) -> String {
    let is_in_lines = at.last() == Some(&Step::Lines);
    let told = told(cause, if is_in_lines { "line" } else { "" });
    let mut places = Vec::new();
    let mut steps = at.iter().peekable();
    while let Some(step) = steps.next() {
        places.push(match step {
            Step::Nth(place) => nth(*place, ""),
            Step::Field(name) => field(name),
            Step::Key(key) => format!("the value of {}", value(key)),
            Step::Each(name) => format!("{} of each", field(name)),
            Step::Inside(name) if name == "Err" => "the error".to_owned(),
            Step::Inside(_) => continue,
            Step::Characters => "its characters".to_owned(),
            Step::Lines => match steps.next_if(|next| matches!(next, Step::Nth(_))) {
                Some(Step::Nth(place)) => nth(*place, "line"),
                _ if cause.has_place() => continue,
                _ => "its lines".to_owned(),
            },
        });
    }
    places.reverse();
    if places.is_empty() {
        return match told.strip_prefix("it ") {
            Some(rest) => format!("{} {rest}", whole(cause, is_time)),
            None => told,
        };
    }
    let place = places.join(" of ");
    match told.strip_prefix("it ") {
        Some(rest) => format!("{place} {rest}"),
        None => format!("in {place}, {told}"),
    }
}

/// What to call a value that has no other name.
fn whole(cause: &Cause, is_time: bool) -> &'static str {
    match cause {
        Cause::More(..) | Cause::Less(..) => "the time",
        Cause::OffByOne(..) | Cause::Times(..) | Cause::PartOf(..) if is_time => "the time",
        Cause::OffByOne(..) | Cause::Times(..) | Cause::PartOf(..) => "the number",
        Cause::CutOff(..) | Cause::GoesOn(..) | Cause::Escaped => "the text",
        _ => "it",
    }
}

fn field(name: &str) -> String {
    match name.parse() {
        Ok(number) if is_number(name) => format!("{} part", nth(number, "")),
        _ => format!("the field `{name}`"),
    }
}

fn told(cause: &Cause, what: &str) -> String {
    match cause {
        Cause::OrderOfFinishing => {
            "nothing is missing; the order is that in which they ended, and should be that in \
             which they were given"
                .to_owned()
        }
        Cause::InReverse => "nothing is missing; the order is reversed".to_owned(),
        Cause::Sorted => "nothing is missing; they come in sorted order, and should not".to_owned(),
        Cause::Rotated(first) => format!(
            "nothing is missing, but {} comes first, and what should come before it comes last",
            nth(*first, what)
        ),
        Cause::Exchanged(one, other) => format!(
            "nothing is missing, but {} and {} have changed places",
            nth(*one, what),
            nth(*other, what)
        ),
        Cause::AnotherOrder => "nothing is missing; the order is another one".to_owned(),
        Cause::NothingCame(1) => "it is empty, and one should be in it".to_owned(),
        Cause::NothingCame(count) => format!("it is empty, and {count} should be in it"),
        Cause::NothingExpected(count) => format!("{count} came, and it should be empty"),
        Cause::EndMissing(place, count) => {
            format!(
                "the last {count} are missing, all from {} on",
                nth(*place, what)
            )
        }
        Cause::BeginningMissing(count) => format!("the first {count} are missing"),
        Cause::OneMissing(place, tree) => {
            let tree = value(tree);
            match place {
                Place::First => format!("the first, {tree}, is missing"),
                Place::Last => format!("the last, {tree}, is missing"),
                Place::Nth(place) => format!("{}, {tree}, is missing", nth(*place, what)),
                Place::Anywhere => format!("{tree} is missing"),
            }
        }
        Cause::SomeMissing(trees) => format!("{} are missing: {}", trees.len(), values(trees)),
        Cause::MissingAndOutOfOrder(trees) => format!(
            "{} {} missing, and the others are in another order",
            values(trees),
            if trees.len() == 1 { "is" } else { "are" }
        ),
        Cause::OneDoubled(tree) => format!("{} comes once more than it should", value(tree)),
        Cause::OneTooMany(tree) => format!(
            "nothing is missing, but {} should not be there",
            value(tree)
        ),
        Cause::SomeTooMany(trees) => {
            format!(
                "nothing is missing, but {} are too many: {}",
                trees.len(),
                values(trees)
            )
        }
        Cause::DoubledForAnother(missing, doubled) => format!(
            "{} is missing, and {} comes twice",
            value(missing),
            value(doubled)
        ),
        Cause::OneForAnother(missing, extra) => format!(
            "{} is missing, and {} should not be there",
            value(missing),
            value(extra)
        ),
        Cause::OneDiffers(place, expected, got) => {
            let (got, expected) = apart(got, expected);
            format!(
                "only {} differs: it is {got} and should be {expected}",
                nth(*place, what)
            )
        }
        Cause::EachOff(off, from, name) => {
            let which = match from {
                0 => "each".to_owned(),
                from => format!("from {} on each", nth(*from, what)),
            };
            let less = matches!(off, Tree::Int(n) | Tree::Time(n) if *n < 0);
            format!("{which} is {}", by(off, less, name.as_deref()))
        }
        Cause::Drift(step, name) => format!(
            "each next one is off by another {}{}",
            value(&size(step)),
            name.as_ref()
                .map_or_else(String::new, |name| format!(", the time of {name}"))
        ),
        Cause::RunningTotals => {
            "they are totals: each is the sum of all up to there, and should be its own part alone"
                .to_owned()
        }
        Cause::SingleSteps => {
            "each is its own part alone, and should be the sum of all up to there".to_owned()
        }
        Cause::EachTimes(factor) => format!("each is {factor} times what it should be"),
        Cause::EachPartOf(factor) => format!("each is one {factor}th of what it should be"),
        Cause::OffByOne(true) => "it is one more than it should be".to_owned(),
        Cause::OffByOne(false) => "it is one less than it should be".to_owned(),
        Cause::More(off, name) => format!("it is {}", by(off, false, name.as_deref())),
        Cause::Less(off, name) => format!("it is {}", by(off, true, name.as_deref())),
        Cause::Times(factor) => format!("it is {factor} times what it should be"),
        Cause::PartOf(factor) => format!("it is one {factor}th of what it should be"),
        Cause::CutOff(at, rest) => {
            format!("it ends after {at} characters: {} is missing", text(rest))
        }
        Cause::BeginningCutOff(count, rest) => {
            format!("its first {count} characters are missing: {}", text(rest))
        }
        Cause::GoesOn(rest) => format!("it goes on after its end, with {}", text(rest)),
        Cause::BeginsBefore(rest) => format!("{} stands before its beginning", text(rest)),
        Cause::WhiteSpaceMissing(end, rest) => {
            format!("white space is missing {}{}", ends(*end), named(rest))
        }
        Cause::WhiteSpaceAdded(end, rest) => {
            format!("there is more white space {}{}", ends(*end), named(rest))
        }
        Cause::OtherCase(place) => format!(
            "upper and lower case differ, from {} on; all else is as it should be",
            nth(*place, "character")
        ),
        Cause::ByteOrderMark(true) => {
            "a byte order mark (U+FEFF) stands at its beginning; all else is as it should be"
                .to_owned()
        }
        Cause::ByteOrderMark(false) => {
            "the byte order mark (U+FEFF) at its beginning is missing; all else is as it should be"
                .to_owned()
        }
        Cause::Mended(count) => format!(
            "what was no UTF-8, or only a part of a character, was replaced by U+FFFD, {}",
            if *count == 1 {
                "once".to_owned()
            } else {
                format!("{count} times")
            }
        ),
        Cause::Escaped => {
            "it is escaped, as for a `Debug` text, and should be as it was".to_owned()
        }
        Cause::Unescaped => "its escapes were resolved, and should be as they were".to_owned(),
        Cause::LineEnds => "only the ends of its lines differ: `\\r\\n` and `\\n`".to_owned(),
        Cause::OtherCharacter(place, expected, got) => format!(
            "{} is {} and should be {}",
            nth(*place, "character"),
            character(*got),
            character(*expected)
        ),
        Cause::OkForErr(_) => "it is `Ok`, and an error is due".to_owned(),
        Cause::ErrForOk(error) => {
            format!("it is an error, {}, and there should be none", value(error))
        }
        Cause::NoneForSome => "it is `None`, and there should be something".to_owned(),
        Cause::SomeForNone(tree) => format!("{} came, and there should be nothing", value(tree)),
        Cause::OtherKind(got, expected) => format!("it is `{got}` and should be `{expected}`"),
    }
}

/// As in: less than it should be by exactly 100ms.
fn by(off: &Tree, less: bool, name: Option<&str>) -> String {
    let more = if less { "less" } else { "more" };
    match name {
        Some(_) => format!(
            "{more} than it should be by exactly the {}{}",
            value(&size(off)),
            of(name)
        ),
        None => format!("{} {more} than it should be", value(&size(off))),
    }
}

/// As in: of the attempt.
fn of(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!(" of {name}"))
}

fn size(tree: &Tree) -> Tree {
    match tree {
        Tree::Int(number) => Tree::Int(number.abs()),
        Tree::Time(nanos) => Tree::Time(nanos.abs()),
        other => other.clone(),
    }
}

fn value(tree: &Tree) -> String {
    middle_out(&tree.to_string(), VALUE)
}

/// Two values that differ, each shortened so that one sees where.
fn apart(one: &Tree, other: &Tree) -> (String, String) {
    let (short_one, short_other) = (value(one), value(other));
    if short_one != short_other {
        return (short_one, short_other);
    }
    let (one, other) = (one.to_string(), other.to_string());
    let place = common_start(&one, &other);
    let short = |text: &str| around(text, place, VALUE / 4, VALUE / 2);
    (short(&one), short(&other))
}

fn values(trees: &[Tree]) -> String {
    let mut shown: Vec<String> = trees.iter().take(VALUES).map(value).collect();
    if trees.len() > VALUES {
        shown.push(format!("{} more", trees.len() - VALUES));
    }
    match shown.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        shown => shown.concat(),
    }
}

fn text(text: &str) -> String {
    middle_out(&format!("{text:?}"), VALUE)
}

fn named(white_space: &str) -> String {
    if white_space.is_empty() {
        String::new()
    } else {
        format!(": {}", text(white_space))
    }
}

fn ends(end: Side) -> &'static str {
    match end {
        Side::Beginning => "at its beginning",
        Side::End => "at its end",
        Side::Both => "at both ends",
    }
}

/// A character, with its code where it is not plain.
fn character(c: char) -> String {
    if c.is_ascii_graphic() {
        format!("`{c}`")
    } else {
        format!("U+{:04X}", c as u32)
    }
}

/// A place that counts from 0: the 1st, line 3, character 5.
fn nth(place: usize, what: &str) -> String {
    let number = place + 1;
    if !what.is_empty() {
        return format!("{what} {number}");
    }
    let end = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("the {number}{end}")
}
