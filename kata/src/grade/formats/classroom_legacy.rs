//! The result that GitHub Classroom's graders hand from step to step: JSON in base64, a test a
//! kata, in whole points.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::text;
use crate::grade::whole::Whole;
use crate::grade::{GradeVerdict, Report};

pub(super) fn view(report: &Report) -> String {
    let status = |verdict: GradeVerdict| match verdict {
        GradeVerdict::Passed => "pass",
        GradeVerdict::DoesNotCompile | GradeVerdict::Forbidden => "error",
        _ => "fail",
    };
    let whole = Whole::of(report);
    let tests = report
        .katas
        .iter()
        .zip(&whole.katas)
        .map(|(kata, (score, _))| {
            json!({
                "name": kata.slug,
                "status": status(kata.verdict),
                "score": score,
                "message": text::told(kata),
                "test_code": format!("cargo test --test {} {}", kata.chapter, kata.slug),
                "filename": format!("src/{}/{}.rs", kata.chapter, kata.slug),
                "line_no": 0,
                "duration": 0,
            })
        });
    let all = report
        .katas
        .iter()
        .all(|kata| kata.verdict == GradeVerdict::Passed);
    let result = json!({
        "version": 1,
        "status": if all { "pass" } else { "fail" },
        "max_score": whole.max_score,
        "tests": tests.collect::<Vec<_>>(),
    });
    STANDARD.encode(result.to_string()) + "\n"
}
