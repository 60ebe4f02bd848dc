//! What tests and verdicts have to say, on a line.

use crate::bench::{Judgement, TestOutcome, TestResult};
use crate::course::Told;

/// Why an answer did not pass, on a line.
pub(super) fn why(judgement: &Judgement) -> String {
    let failed = judgement
        .tests
        .iter()
        .filter(|test| test.outcome != TestOutcome::Passed);
    let mut parts: Vec<String> = failed
        .map(|test| format!("`{}`: {}", test.name, said(test)))
        .collect();
    if !judgement.reason.is_empty() {
        parts.insert(0, judgement.reason.clone());
    }
    parts.join("; ")
}

/// The tests that an answer fails, on a line.
pub(super) fn rejected_by(judgement: &Judgement) -> String {
    let names = judgement
        .tests
        .iter()
        .filter(|test| test.outcome != TestOutcome::Passed);
    let names: Vec<String> = names.map(|test| format!("`{}`", test.name)).collect();
    if names.is_empty() {
        judgement.reason.clone()
    } else {
        names.join(", ")
    }
}

/// What a test says, on a line: its cause, or else how its message begins.
pub(super) fn said(test: &TestResult) -> String {
    let text = if test.cause.is_empty() {
        &test.message
    } else {
        &test.cause
    };
    let text = fold(text);
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None if text.is_empty() => "nothing".to_owned(),
        None => text,
    }
}

/// Whether a test tells what it should: a phrase, whatever its capitals and line breaks, or a cause.
pub(super) fn tells(test: &TestResult, told: &Told) -> bool {
    let report = format!("{} {}", test.message, test.cause);
    told.stands_in(&report, test.cause_name.as_deref())
}

/// A text with every run of white space as one blank.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
