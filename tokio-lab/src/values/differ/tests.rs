//! Every rule on values that show its cause, and on values that do not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::time::Duration;

use super::*;
use crate::{ms, secs};

fn told<T: Debug>(got: T, expected: T) -> String {
    told_of(got, expected, &Known::default())
}

fn told_of<T: Debug>(got: T, expected: T, known: &Known) -> String {
    let Some(found) = why(&got, &expected, known) else {
        return String::new();
    };
    let words = found
        .words()
        .unwrap_or_else(|| "(shown by the values)".to_owned());
    format!("{}: {words}", found.name())
}

#[test]
fn lists_in_another_order() {
    let told = |got: &[u32], expected: &[u32]| told(got.to_vec(), expected.to_vec());
    insta::assert_snapshot!(told(&[3, 2, 1], &[1, 2, 3]), @"in_reverse: nothing is missing; the order is reversed");
    insta::assert_snapshot!(told(&[1, 3, 2, 4], &[1, 2, 3, 4]), @"exchanged: nothing is missing, but the 2nd and the 3rd have changed places");
    insta::assert_snapshot!(told(&[1, 2, 3, 4], &[3, 1, 4, 2]), @"sorted: nothing is missing; they come in sorted order, and should not");
    insta::assert_snapshot!(told(&[3, 4, 1, 2], &[1, 2, 3, 4]), @"rotated: nothing is missing, but the 3rd comes first, and what should come before it comes last");
    insta::assert_snapshot!(told(&[3, 1, 4, 2], &[1, 2, 3, 4]), @"another_order: nothing is missing; the order is another one");
}

#[test]
fn the_order_in_which_they_ended_is_known_from_the_lanes() {
    let ends = [("you", 3), ("job 1", 3), ("job 2", 1), ("job 3", 2)];
    let known = Known {
        ends: ends
            .map(|(name, end)| (name.to_owned(), secs(end)))
            .to_vec(),
        ..Known::default()
    };
    insta::assert_snapshot!(
        told_of(["page 2", "page 3", "page 1"], ["page 1", "page 2", "page 3"], &known), @"order_of_finishing: nothing is missing; the order is that in which they ended, and should be that in which they were given");
    insta::assert_snapshot!(told_of([2, 3, 1], [1, 2, 3], &known), @"order_of_finishing: nothing is missing; the order is that in which they ended, and should be that in which they were given");
    // What does not belong to the lanes, or is in another order.
    insta::assert_snapshot!(told_of([12, 13, 11], [11, 12, 13], &known), @"rotated: nothing is missing, but the 2nd comes first, and what should come before it comes last");
    insta::assert_snapshot!(told_of([3, 2, 1], [1, 2, 3], &known), @"in_reverse: nothing is missing; the order is reversed");
}

#[test]
fn lists_with_gaps() {
    let told = |got: &[&str], expected: &[&str]| told(got.to_vec(), expected.to_vec());
    let all = ["a", "b", "c", "d", "e"];
    insta::assert_snapshot!(told(&[], &all), @"nothing_came: it is empty, and 5 should be in it");
    insta::assert_snapshot!(told(&all, &[]), @"nothing_expected: 5 came, and it should be empty");
    insta::assert_snapshot!(told(&["a", "b", "d", "e"], &all), @r#"one_missing: the 3rd, "c", is missing"#);
    insta::assert_snapshot!(told(&["b", "c", "d", "e"], &all), @r#"one_missing: the first, "a", is missing"#);
    insta::assert_snapshot!(told(&["a", "b"], &all), @"end_missing: the last 3 are missing, all from the 3rd on");
    insta::assert_snapshot!(told(&["d", "e"], &all), @"beginning_missing: the first 3 are missing");
    insta::assert_snapshot!(told(&["b", "d"], &all), @r#"some_missing: 3 are missing: "a", "c" and "e""#);
    insta::assert_snapshot!(told(&["d", "b", "a", "c"], &all), @r#"missing_and_out_of_order: "e" is missing, and the others are in another order"#);
}

#[test]
fn lists_with_too_much() {
    let told = |got: &[&str], expected: &[&str]| told(got.to_vec(), expected.to_vec());
    insta::assert_snapshot!(told(&["a", "b", "b"], &["a", "b"]), @r#"one_doubled: "b" comes once more than it should"#);
    insta::assert_snapshot!(told(&["a", "x", "b"], &["a", "b"]), @r#"one_too_many: nothing is missing, but "x" should not be there"#);
    insta::assert_snapshot!(told(&["a", "x", "b", "y"], &["a", "b"]), @r#"some_too_many: nothing is missing, but 2 are too many: "x" and "y""#);
    insta::assert_snapshot!(told(&["a", "b", "b"], &["a", "b", "c"]), @r#"doubled_for_another: "c" is missing, and "b" comes twice"#);
    insta::assert_snapshot!(told(&["b", "x", "c"], &["a", "b", "c"]), @r#"one_for_another: "a" is missing, and "x" should not be there"#);
    insta::assert_snapshot!(told(&["a", "seven", "c"], &["a", "b", "c"]), @r#"one_differs: only the 2nd differs: it is "seven" and should be "b""#);
    // Nothing that one sentence could tell.
    insta::assert_snapshot!(told(&["x", "y", "c"], &["a", "b", "c"]), @"");
}

#[test]
fn numbers_that_are_off_by_the_same() {
    let known = Known {
        times: vec![("the attempt".to_owned(), ms(100))],
        ..Known::default()
    };
    let times = |times: [u64; 3]| times.map(ms).to_vec();
    insta::assert_snapshot!(told_of(times([100, 300, 700]), times([200, 400, 800]), &known), @"each_off: each is less than it should be by exactly the 100ms of the attempt");
    insta::assert_snapshot!(told(times([200, 450, 850]), times([200, 400, 800])), @"each_off: from the 2nd on each is 50ms more than it should be");
    insta::assert_snapshot!(told(vec![1, 3, 6, 10], vec![1, 2, 3, 4]), @"running_totals: they are totals: each is the sum of all up to there, and should be its own part alone");
    insta::assert_snapshot!(told(vec![1, 2, 3, 4], vec![1, 3, 6, 10]), @"single_steps: each is its own part alone, and should be the sum of all up to there");
    insta::assert_snapshot!(told_of(times([0, 1100, 2200]), times([0, 1000, 2000]), &known), @"drift: each next one is off by another 100ms, the time of the attempt");
    insta::assert_snapshot!(told(vec![20, 30, 50], vec![2, 3, 5]), @"each_times: each is 10 times what it should be");
    insta::assert_snapshot!(told(times([1, 2, 4]), times([1000, 2000, 4000])), @"each_part_of: each is one 1000th of what it should be");
    let rows = |times: [u64; 3]| {
        [
            (ms(times[0]), "a"),
            (ms(times[1]), "b"),
            (ms(times[2]), "c"),
        ]
    };
    insta::assert_snapshot!(told_of(rows([0, 150, 250]), rows([0, 50, 150]), &known), @"each_off: in the 1st part of each, from the 2nd on each is more than it should be by exactly the 100ms of the attempt");
}

#[test]
fn single_numbers() {
    insta::assert_snapshot!(told(4, 5), @"off_by_one: (shown by the values)");
    insta::assert_snapshot!(told((7, 4), (7, 3)), @"off_by_one: (shown by the values)");
    insta::assert_snapshot!(told(7000, 7), @"times: the number is 1000 times what it should be");
    insta::assert_snapshot!(told(ms(1500), secs(1)), @"more: the time is 500ms more than it should be");
    insta::assert_snapshot!(told(ms(1), secs(1)), @"part_of: the time is one 1000th of what it should be");
    // An accident, or nothing to compare with.
    for (got, expected) in [(1, 0), (0, 1), (3, 17), (10, 1)] {
        assert_eq!(told(got, expected), "", "{got} for {expected}");
    }
    assert_eq!(told(secs(3), Duration::ZERO), "");
    assert_eq!(told(true, false), "");
    assert_eq!(told(1.5, 2.5), "");
}

#[test]
fn texts_that_differ_at_an_end() {
    insta::assert_snapshot!(told("hello ", "hello"), @r#"white_space_added: there is more white space at its end: " ""#);
    insta::assert_snapshot!(told("hello", "hello\n"), @r#"white_space_missing: white space is missing at its end: "\n""#);
    insta::assert_snapshot!(told("hello", "  hello"), @r#"white_space_missing: white space is missing at its beginning: "  ""#);
    insta::assert_snapshot!(told("hello", " hello "), @"white_space_missing: white space is missing at both ends");
    insta::assert_snapshot!(told("hello", "hello, world"), @r#"cut_off: the text ends after 5 characters: ", world" is missing"#);
    insta::assert_snapshot!(told("world", "hello, world"), @r#"beginning_cut_off: its first 7 characters are missing: "hello, ""#);
    insta::assert_snapshot!(told("hello, world", "hello"), @r#"goes_on: the text goes on after its end, with ", world""#);
    insta::assert_snapshot!(told("> hello", "hello"), @r#"begins_before: "> " stands before its beginning"#);
    assert_eq!(told("job 1", "job 10"), "");
}

#[test]
fn texts_written_in_another_way() {
    insta::assert_snapshot!(told("Hello", "hello"), @"other_case: upper and lower case differ, from character 1 on; all else is as it should be");
    insta::assert_snapshot!(told("\u{feff}hello", "hello"), @"byte_order_mark: a byte order mark (U+FEFF) stands at its beginning; all else is as it should be");
    insta::assert_snapshot!(told("hello", "\u{feff}hello"), @"byte_order_mark: the byte order mark (U+FEFF) at its beginning is missing; all else is as it should be");
    insta::assert_snapshot!(told("caf\u{fffd}\u{fffd}", "café"), @"mended: what was no UTF-8, or only a part of a character, was replaced by U+FFFD, 2 times");
    insta::assert_snapshot!(told("a\\nb", "a\nb"), @"escaped: the text is escaped, as for a `Debug` text, and should be as it was");
    insta::assert_snapshot!(told("a\nb", "a\\nb"), @"unescaped: its escapes were resolved, and should be as they were");
    insta::assert_snapshot!(told("a\nb\n", "a\r\nb\r\n"), @r#"line_ends: only the ends of its lines differ: `\r\n` and `\n`"#);
    insta::assert_snapshot!(told("no break", "no\u{a0}break"), @"other_character: character 3 is U+0020 and should be U+00A0");
    insta::assert_snapshot!(told("kitten", "mitten"), @"other_character: character 1 is `k` and should be `m`");
    insta::assert_snapshot!(told("edcba", "abcde"), @"in_reverse: in its characters, nothing is missing; the order is reversed");
    insta::assert_snapshot!(told("badc", "abcd"), @"another_order: in its characters, nothing is missing; the order is another one");
    insta::assert_snapshot!(told("aabbcc", "abcabc"), @"another_order: in its characters, nothing is missing; the order is another one");
    assert_eq!(told("one thing", "another thing"), "");
    assert_eq!(told("1 of them", "2 of them"), "");
}

#[test]
fn names_of_kinds_are_no_pieces_of_each_other() {
    insta::assert_snapshot!(told("Body", "BodyAndRelease"), @"other_kind: (shown by the values)");
    insta::assert_snapshot!(told(("Body", 1), ("BodyAndRelease", 1)), @"other_kind: (shown by the values)");
}

#[test]
fn texts_line_by_line() {
    insta::assert_snapshot!(told("a\nb\nd\n", "a\nb\nc\nd\n"), @r#"one_missing: line 3, "c", is missing"#);
    insta::assert_snapshot!(told("a\nhello \nc", "a\nhello\nc"), @r#"white_space_added: in line 2, there is more white space at its end: " ""#);
    insta::assert_snapshot!(told("a\nc\nb\n", "a\nb\nc\n"), @"exchanged: nothing is missing, but line 2 and line 3 have changed places");
}

#[test]
fn results_and_other_variants() {
    type Outcome = Result<u32, &'static str>;
    insta::assert_snapshot!(told::<Outcome>(Ok(1), Err("gone")), @"ok_for_err: (shown by the values)");
    insta::assert_snapshot!(told::<Outcome>(Err("gone"), Ok(1)), @"err_for_ok: (shown by the values)");
    insta::assert_snapshot!(told::<Outcome>(Err("gone "), Err("gone")), @r#"white_space_added: in the error, there is more white space at its end: " ""#);
    insta::assert_snapshot!(told(None, Some(1)), @"none_for_some: (shown by the values)");
    insta::assert_snapshot!(told(Some(1), None), @"some_for_none: (shown by the values)");
    insta::assert_snapshot!(told::<Vec<Outcome>>(vec![Ok(1), Ok(2)], vec![Ok(1), Err("gone")]), @"ok_for_err: the 2nd is `Ok`, and an error is due");
    insta::assert_snapshot!(told(std::cmp::Ordering::Less, std::cmp::Ordering::Equal), @"other_kind: (shown by the values)");
}

#[test]
fn sets_and_maps() {
    let set = |items: &[u32]| BTreeSet::from_iter(items.to_vec());
    insta::assert_snapshot!(told(set(&[1, 2]), set(&[1, 2, 3])), @"one_missing: 3 is missing");
    let map = |items: &[(&'static str, u32)]| BTreeMap::from_iter(items.to_vec());
    insta::assert_snapshot!(told(map(&[("a", 1)]), map(&[("a", 1), ("b", 2)])), @r#"one_missing: "b" is missing"#);
    insta::assert_snapshot!(told(map(&[("a", 1), ("b", 3)]), map(&[("a", 1), ("b", 2)])), @r#"off_by_one: the value of "b" is one more than it should be"#);
}

#[test]
fn a_value_with_one_time_tells_what_was_due() {
    let due = |got: &dyn Debug, expected: &dyn Debug| {
        why(got, expected, &Known::default()).map(|found| (found.late_by(), found.due()))
    };
    let error = |at| (Err::<u8, _>("bad item"), secs(at));
    assert_eq!(
        due(&error(5), &error(4)),
        Some((Some(secs(1)), Some(secs(4))))
    );
    let two = |at| (secs(3), secs(at));
    assert_eq!(due(&two(5), &two(4)), Some((Some(secs(1)), None)));
}
