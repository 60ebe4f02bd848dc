//! Gradescope's `results.json`: a test a kata. Output is declared as text, so that nothing in it
//! is taken for markup.

use serde_json::json;

use super::text;
use crate::grade::{GradeVerdict, Report};

pub(super) fn view(report: &Report) -> String {
    let tests = report.katas.iter().enumerate().map(|(index, kata)| {
        let passed = kata.verdict == GradeVerdict::Passed;
        json!({
            "name": format!("{}: {}", kata.slug, kata.verdict),
            "number": (index + 1).to_string(),
            "status": if passed { "passed" } else { "failed" },
            "score": kata.score,
            "max_score": kata.max_score,
            "output": text::told(kata),
            "output_format": "text",
            "visibility": "visible",
        })
    });
    let mut output = format!("Seed {}, sandbox: {}", report.seed, report.sandbox);
    for note in &report.notes {
        output += &format!("\n{}", text::line(note));
    }
    let result = json!({
        "score": report.score,
        "output": output,
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests.collect::<Vec<_>>(),
    });
    format!("{result:#}\n")
}
