//! Classroom 50's `result.json`: a test a kata, in whole points.
//!
//! Scores are collected only from a result that says whose it is. Classroom 50's runner tells that
//! to whatever it starts, in environment variables; elsewhere the result goes without.

use std::env;
use std::time::SystemTime;

use humantime::format_rfc3339_seconds;
use serde_json::{Value, json};

use super::text;
use crate::grade::whole::Whole;
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
    let whole = Whole::of(report);
    let katas = report
        .katas
        .iter()
        .zip(&whole.katas)
        .map(|(kata, (score, max_score))| {
            json!({
                "test-name": kata.slug,
                "passed": kata.verdict == GradeVerdict::Passed,
                "score": score,
                "max-score": max_score,
                "verdict": kata.verdict,
                "message": text::told(kata),
            })
        });
    let mut result = json!({
        "schema": "classroom50/result/v1",
        "submission": text::line(&report.submission),
        "score": whole.score,
        "max-score": whole.max_score,
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
    result["datetime"] = json!(format_rfc3339_seconds(SystemTime::now()).to_string());
}
