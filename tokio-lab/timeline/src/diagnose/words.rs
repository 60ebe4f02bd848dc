//! The words that all sentences are made of: the same for the same thing.

use std::time::Duration;

use super::view::{Lane, Mark, View};
use crate::{End, short};

/// More names than this tell nobody anything.
const NAMES: usize = 5;

/// Lanes by name: `a`, `b` and `c`.
pub(super) fn list<'a>(lanes: impl IntoIterator<Item = &'a Lane>) -> String {
    enumerate(lanes.into_iter().map(name).collect())
}

/// A lane by name.
pub(super) fn name(lane: &Lane) -> String {
    quote(&lane.name)
}

/// Lanes by nothing but their names: `a`, `b` and `c`.
pub(super) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    enumerate(names.into_iter().map(quote).collect())
}

fn quote(name: &str) -> String {
    let visible = |c: char| if c.is_control() { '?' } else { c };
    format!("`{}`", name.chars().map(visible).collect::<String>())
}

/// The only lane as `it`, the first of several by name: for the second time it is spoken of.
pub(super) fn it(lanes: &[&Lane]) -> String {
    match lanes {
        [first, _, ..] => name(first),
        _ => "it".to_owned(),
    }
}

/// Instants or durations: 1s, 2s and 4s.
pub(super) fn times(times: impl IntoIterator<Item = Duration>) -> String {
    enumerate(times.into_iter().map(short).collect())
}

/// Marks by their glyphs: `1`, `2` and `3`.
pub(super) fn glyphs<'a>(marks: impl IntoIterator<Item = &'a Mark>) -> String {
    let quoted = |mark: &Mark| format!("`{}`", mark.glyph);
    enumerate(marks.into_iter().map(quoted).collect())
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
pub(super) fn at_when(view: &View, at: Duration, except: &[&Lane]) -> String {
    match view.ended_at(at, except) {
        Some((lanes, end)) => format!("{}, when {} {}", short(at), list(lanes), ended(end)),
        None => short(at),
    }
}

/// As [`at_when`], with a comma after it if there is one in it.
pub(super) fn at_when_comma(view: &View, at: Duration, except: &[&Lane]) -> String {
    let text = at_when(view, at, except);
    if text.contains(", when") {
        text + ","
    } else {
        text
    }
}
