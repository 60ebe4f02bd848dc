//! Classroom 50's `result.json`: a test a kata, in whole points. A part of a point is not given.
//!
//! Scores are collected only from a result that says whose it is. Classroom 50's runner tells that
//! to whatever it starts, in environment variables; elsewhere the result goes without.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::text;
use crate::grade::{GradeVerdict, Report};

/// What the runner tells, and in which variable.
const TOLD: [(&str, &str); 5] = [
    ("classroom", "CLASSROOM"),
    ("assignment", "ASSIGNMENT"),
    ("submission", "SUBMISSION_TAG"),
    ("commit", "COMMIT_URL"),
    ("release", "RELEASE_URL"),
];

pub(super) fn view(report: &Report) -> String {
    let katas = report.katas.iter().map(|kata| {
        json!({
            "test-name": kata.slug,
            "passed": kata.verdict == GradeVerdict::Passed,
            "score": kata.score.0 / 100,
            "max-score": kata.max_score.0 / 100,
            "verdict": kata.verdict,
            "message": text::told(kata),
        })
    });
    let score: u64 = report.katas.iter().map(|kata| kata.score.0 / 100).sum();
    let max: u64 = report.katas.iter().map(|kata| kata.max_score.0 / 100).sum();
    let mut result = json!({
        "schema": "classroom50/result/v1",
        "submission": text::line(&report.submission),
        "score": score,
        "max-score": max,
        "tests": katas.collect::<Vec<_>>(),
    });
    say_whose(&mut result);
    format!("{result:#}\n")
}

/// Adds what the runner tells, where it tells all of it.
fn say_whose(result: &mut Value) {
    let told: Option<Vec<(&str, String)>> = TOLD
        .iter()
        .map(|(field, variable)| Some((*field, env::var(variable).ok()?)))
        .collect();
    let Some(told) = told else { return };
    for (field, value) in told {
        result[field] = json!(value);
    }
    result["review"] = match env::var("REVIEW_URL") {
        Ok(url) if !url.is_empty() => json!(url),
        _ => result["commit"].clone(),
    };
    result["datetime"] = json!(utc(SystemTime::now()));
}

/// An instant as `2026-12-01T18:00:00Z`.
fn utc(at: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (mut days, time) = (seconds / 86_400, seconds % 86_400);
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    let february = 28 + u64::from(is_leap(year));
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!(
        "{year}-{month:02}-{:02}T{:02}:{:02}:{:02}Z",
        days + 1,
        time / 3600,
        time / 60 % 60,
        time % 60
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn instants_are_written_in_utc() {
        let known = [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (1_796_148_000, "2026-12-01T18:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ];
        for (seconds, text) in known {
            assert_eq!(utc(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
    }
}
