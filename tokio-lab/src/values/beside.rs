//! Two values beside each other: on a line each where they are short, else line by line, what is
//! the same between two differences left out.

use std::fmt::Debug;

use pretty_assertions::StrComparison;

use crate::text::bounded;
use crate::text::colour::plain;
use crate::text::shorten::{around, common_start, middle_out};

/// A value that is longer is shown on several lines, and so is each of its parts.
const ONE_LINE: usize = 68;

/// A line is not longer than this.
const LONG: usize = 120;

/// So many lines are shown before and after a difference.
const CONTEXT: usize = 2;

/// So many lines may stand between two differences before they are left out.
const GAP: usize = 3;

/// Of a value with more lines than this, only so many are compared.
const MANY: usize = 200;

/// A difference of more lines than this is cut off.
const LINES: usize = 24;

/// So much of a value is looked at, in bytes: more than any value of a test takes.
const MOST: usize = 1024 * 1024;

/// What was expected and what came, for a report; coloured with ANSI escapes.
pub(crate) fn beside(got: &dyn Debug, expected: &dyn Debug) -> String {
    let (short_got, short_expected) = (on_one_line(got), on_one_line(expected));
    if short_got.len().max(short_expected.len()) <= ONE_LINE {
        return format!("expected   {short_expected}\nyour code  {short_got}");
    }
    let (expected, got) = around_the_difference(&on_lines(expected), &on_lines(got));
    let lines = StrComparison::new(&expected, &got).to_string();
    // The comparison's own first line names its sides; ours says whose they are.
    let changes = lines
        .split_once('\n')
        .map_or(lines.as_str(), |(_, changes)| changes);
    format!(
        "< expected   > your code\n{}",
        shortened(changes.trim_end())
    )
}

/// Both texts, with what is far from the first difference left out of lines that are too long.
fn around_the_difference(expected: &str, got: &str) -> (String, String) {
    let (expected, got): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), got.lines().collect());
    let (expected, got) = within_reach(&expected, &got);
    (
        shortened_beside(&expected, &got),
        shortened_beside(&got, &expected),
    )
}

/// Both values, of thousands of lines with only so many of them from the first that differs on: to
/// compare all with all would take seconds, and no more than a few are shown.
fn within_reach<'a>(expected: &[&'a str], got: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (most, least) = (expected.len().max(got.len()), expected.len().min(got.len()));
    if most <= MANY {
        return (expected.to_vec(), got.to_vec());
    }
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let before = expected.iter().zip(got).take_while(same).count();
    let ends = expected[before..].iter().rev();
    let after = ends
        .zip(got[before..].iter().rev())
        .take_while(same)
        .count();
    let after = after.min(least - before);
    let part = |lines: &[&'a str]| {
        let from = before.saturating_sub(CONTEXT);
        let to = (lines.len() - after + CONTEXT).min(lines.len());
        let differ = &lines[from..to.min(from + MANY)];
        let mut part = Vec::new();
        if from > 1 {
            part.extend([lines[0], "    (what is the same before it)"]);
        }
        part.extend(differ);
        if to > from + MANY {
            part.push("    (and so on)");
        } else if to < lines.len() {
            part.push("    (what is the same after it)");
        }
        part
    };
    (part(expected), part(got))
}

/// So much of a long line is shown before and after the first difference.
const BEFORE: usize = 40;
const AFTER: usize = 60;

fn shortened_beside(lines: &[&str], others: &[&str]) -> String {
    let shorten = |(place, line): (usize, &&str)| match others.get(place) {
        Some(other) if !others.contains(line) => {
            around(line, common_start(line, other), BEFORE, AFTER)
        }
        _ => middle_out(line, LONG),
    };
    let lines: Vec<String> = lines.iter().enumerate().map(shorten).collect();
    lines.join("\n")
}

fn on_one_line(value: &dyn Debug) -> String {
    match bounded::on_one_line(value, MOST).as_str() {
        // No time at all, as every other report writes it.
        "0ns" => "0s".to_owned(),
        text => text.to_owned(),
    }
}

/// The value on several lines, its parts on one line each where they fit.
fn on_lines(value: &dyn Debug) -> String {
    let text = bounded::on_lines(value, MOST);
    let lines: Vec<&str> = text.lines().collect();
    match lines.as_slice() {
        [first, parts @ .., last] => {
            let mut lines = vec![(*first).to_owned()];
            lines.extend(folded(parts));
            lines.push((*last).to_owned());
            lines.join("\n")
        }
        _ => text,
    }
}

/// The same lines, with all that stands between two brackets put on one line where it fits.
fn folded(lines: &[&str]) -> Vec<String> {
    let mut shown = Vec::new();
    let mut rest = lines;
    while let [first, after @ ..] = rest {
        rest = after;
        shown.push((*first).to_owned());
        let Some(end) = closing(first, after) else {
            continue;
        };
        let parts = folded(&after[..end]);
        rest = &after[end + 1..];
        match fold(first, &parts, after[end]) {
            Some(line) => {
                shown.pop();
                shown.push(line);
            }
            None => {
                shown.extend(parts);
                shown.push(after[end].to_owned());
            }
        }
    }
    shown
}

/// Where the bracket closes that this line opens, if it opens one.
fn closing(line: &str, after: &[&str]) -> Option<usize> {
    let bracket = match line.chars().last()? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let closes = |other: &&str| {
        indentation(other) == indentation(line) && other.trim_start().starts_with(bracket)
    };
    after.iter().position(closes)
}

fn fold(first: &str, parts: &[String], last: &str) -> Option<String> {
    let depth = indentation(first);
    let has_parts_of_parts = parts.iter().any(|part| indentation(part) != depth + 4);
    let inner: Vec<&str> = parts.iter().map(|part| part.trim()).collect();
    let inner = inner.join(" ");
    let inner = inner.trim_end_matches(',');
    let space = if first.ends_with('{') { " " } else { "" };
    let line = format!("{first}{space}{inner}{space}{}", last.trim_start());
    (!has_parts_of_parts && line.len() <= ONE_LINE + depth).then_some(line)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines that differ with those around them, and how many are not shown.
fn shortened(changes: &str) -> String {
    let lines: Vec<&str> = changes.lines().collect();
    let differs = |line: &&str| plain(line).starts_with(['<', '>']);
    let is_near = |place: usize| {
        let from = place.saturating_sub(CONTEXT);
        let to = (place + CONTEXT + 1).min(lines.len());
        lines[from..to].iter().any(differs)
    };
    // The outermost brackets always.
    let keep = |place: &usize| *place == 0 || *place + 1 == lines.len() || is_near(*place);
    let places: Vec<usize> = (0..lines.len()).collect();
    let mut shown: Vec<String> = Vec::new();
    for run in places.chunk_by(|one, next| keep(one) == keep(next)) {
        if run.len() > GAP && !keep(&run[0]) {
            shown.push(gap(run.len(), "as expected"));
        } else {
            shown.extend(run.iter().map(|place| lines[*place].to_owned()));
        }
    }
    if shown.len() > LINES {
        let rest = shown.split_off(LINES - 1);
        shown.push(gap(rest.len(), "of this difference"));
    }
    shown.join("\n")
}

fn gap(lines: usize, which: &str) -> String {
    format!(" ({lines} more lines {which})")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn shown<T: Debug>(got: T, expected: T) -> String {
        plain(&beside(&got, &expected))
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "only shown")]
    struct Waited {
        done: Vec<(usize, &'static str)>,
        cancelled: Vec<usize>,
    }

    #[test]
    fn thousands_of_lines_that_all_differ_take_no_time() {
        let begun = std::time::Instant::now();
        let numbers: Vec<usize> = (0..20_000).collect();
        let told = shown(numbers.iter().rev().copied().collect(), numbers.clone());
        assert!(begun.elapsed() < Duration::from_secs(2), "{told}");
        assert!(told.contains("more lines of this difference"), "{told}");
        // One that is missing far behind.
        let mut got = numbers.clone();
        got.remove(15_000);
        let told = shown(got, numbers);
        assert!(told.contains("<    15000,"), "{told}");
        assert!(told.lines().count() < 12, "{told}");
    }

    #[test]
    fn short_values_stand_on_a_line_each() {
        insta::assert_snapshot!(shown(vec![1, 2], vec![1, 3]));
    }

    #[test]
    fn no_time_is_written_as_in_every_other_report() {
        insta::assert_snapshot!(shown(Duration::ZERO, Duration::from_secs(1)));
    }

    #[test]
    fn what_is_longer_has_a_line_for_each_of_its_parts() {
        let at = Duration::from_millis;
        let page = |n: u64| (at(100 * n), Ok(n));
        let failed = (at(300), Err("no such page"));
        insta::assert_snapshot!(shown(
            vec![page(1), page(5), failed, page(4)],
            vec![page(1), page(2), failed, page(4)],
        ));
    }

    #[test]
    fn parts_have_lines_of_their_own_where_they_are_long_themselves() {
        let waited = |name: &'static str| Waited {
            done: vec![
                (1, "a name that takes a lot of room on its line"),
                (3, name),
            ],
            cancelled: vec![0, 2],
        };
        insta::assert_snapshot!(shown(
            Ok::<_, ()>(waited("another name that takes room")),
            Ok(waited("a name that takes as much room")),
        ));
    }

    #[test]
    fn what_is_the_same_is_left_out_between_two_differences() {
        let all = |first: usize, last: usize| {
            let mut all: Vec<usize> = (0..50).collect();
            (all[0], all[49]) = (first, last);
            all
        };
        insta::assert_snapshot!(shown(all(7, 49), all(0, 70)));
    }

    #[test]
    fn a_long_text_is_shown_around_its_first_difference() {
        let text = |middle: char| format!("{}{middle}{}", "a".repeat(900), "b".repeat(900));
        insta::assert_snapshot!(shown(
            vec![text('x'), text('z')],
            vec![text('y'), text('z')]
        ));
    }

    #[test]
    fn a_long_difference_is_cut_off() {
        insta::assert_snapshot!(shown(vec![0], (0..100).collect()));
    }

    #[test]
    fn texts_with_brackets_at_their_ends_are_no_brackets() {
        let texts = |last: &'static str| ["an open ( bracket (", "a list [", "and a set {", last];
        insta::assert_snapshot!(shown(texts("that is closed )"), texts("that is closed }")));
    }
}
