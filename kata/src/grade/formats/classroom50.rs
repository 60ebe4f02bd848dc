//! Classroom 50's `result.json`: a test a kata, in whole points. A part of a point is not given.

use serde_json::json;

use super::text;
use crate::grade::{GradeVerdict, Report};

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
    let result = json!({
        "schema": "classroom50/result/v1",
        "submission": text::line(&report.submission),
        "score": score,
        "max-score": max,
        "tests": katas.collect::<Vec<_>>(),
    });
    format!("{result:#}\n")
}
