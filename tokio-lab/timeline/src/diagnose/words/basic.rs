//! The words that all sentences are made of: the same for the same thing.

use std::time::Duration;

use crate::diagnose::cause::{Instant, Name};
use crate::diagnose::view::Mark;
use crate::{End, short};

/// More names than this tell nobody anything.
const NAMES: usize = 5;

/// Lanes by name: `a`, `b` and `c`.
pub(super) fn list(names: &[Name]) -> String {
    enumerate(names.iter().map(|name| quote(name)).collect())
}

/// A lane by name.
pub(super) fn quote(name: &str) -> String {
    let visible = |c: char| if c.is_control() { '?' } else { c };
    format!("`{}`", name.chars().map(visible).collect::<String>())
}

/// The only lane as `it`, the first of several by name: for the second time it is spoken of.
pub(super) fn it(names: &[Name]) -> String {
    match names {
        [first, _, ..] => quote(first),
        _ => "it".to_owned(),
    }
}

/// Instants or durations: 1s, 2s and 4s.
pub(super) fn times<'a>(times: impl IntoIterator<Item = &'a Duration>) -> String {
    enumerate(times.into_iter().map(|time| short(*time)).collect())
}

/// Marks by their glyphs: `1`, `2` and `3`.
pub(super) fn glyphs(glyphs: impl IntoIterator<Item = char>) -> String {
    let quoted = |glyph: char| format!("`{glyph}`");
    enumerate(glyphs.into_iter().map(quoted).collect())
}

/// Marks with their first instant: `3` at 2s; `3` and `4`, from 2s on.
pub(super) fn which(marks: &[Mark]) -> String {
    match marks {
        [only] => format!("`{}` at {}", only.glyph, short(only.at)),
        _ => format!(
            "{}, from {} on,",
            glyphs(marks.iter().map(|mark| mark.glyph)),
            marks.first().map_or(String::new(), |mark| short(mark.at))
        ),
    }
}

fn enumerate(mut parts: Vec<String>) -> String {
    if parts.len() > NAMES {
        let rest = parts.len() - (NAMES - 1);
        parts.truncate(NAMES - 1);
        parts.push(format!("{rest} more"));
    }
    match parts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `was` or `were`.
pub(super) fn was(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// `is` or `are`.
pub(super) fn is(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// What an end is called in the past.
pub(super) fn ended(end: End) -> &'static str {
    match end {
        End::Finished => "finished",
        End::Failed => "failed",
        End::Cancelled => "was cancelled",
        End::Panicked => "panicked",
        End::Running => "was still running",
    }
}

/// An instant, and what else ended then: ``1s, when `a` failed``.
pub(super) fn at_when(instant: &Instant) -> String {
    match &instant.ended {
        Some((names, end)) => {
            format!(
                "{}, when {} {}",
                short(instant.at),
                list(names),
                ended(*end)
            )
        }
        None => short(instant.at),
    }
}

/// As [`at_when`], with a comma after it if there is one in it.
pub(super) fn at_when_comma(instant: &Instant) -> String {
    let comma = if instant.ended.is_some() { "," } else { "" };
    at_when(instant) + comma
}
