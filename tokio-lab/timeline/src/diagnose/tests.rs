//! Every rule on a picture that shows its cause, and on pictures that do not.
//!
//! The snapshots hold what a learner gets to see: both pictures and the sentence.

mod alone;
mod arrangements;
mod busy;
mod cancelling;
mod crowds;
mod marks;
mod traps;

use crate::{Style, Timeline, diagnose, draw_pair};

/// Holds what a learner sees of two pictures, expected and actual, to a snapshot.
macro_rules! told {
    { $words:literal; $expected:literal $actual:literal } => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(crate::diagnose::tests::report($words, $expected, $actual));
        })
    };
}
use told;

/// What a learner sees of two pictures. The words must be in the sentence: headers quote them.
fn report(words: &str, expected: &str, actual: &str) -> String {
    let read = |picture| Timeline::parse(picture).expect("a good picture");
    let (expected, actual) = (read(expected), read(actual));
    let sentence = diagnose(&expected, &actual);
    assert!(sentence.contains(words), "{words:?} is not in: {sentence}");
    format!(
        "{}\nlikely cause: {sentence}",
        draw_pair(&expected, &actual, Style::default())
    )
}

#[test]
fn of_two_that_match_nothing_is_said() {
    let timeline = Timeline::parse("   0s  1s\na  |===|").expect("a good picture");
    assert_eq!(
        diagnose(&timeline, &timeline),
        "what happened is what was expected"
    );
}
