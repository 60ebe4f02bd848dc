//! Gradescope's `results.json`: a test a kata. Output is declared as text, so that nothing in it
//! is taken for markup.
//!
//! Where students are not to see behaviours, or not yet, what there is to say of a kata stands in
//! a test of its own without points, which Gradescope hides.

use serde_json::{Value, json};

use super::text;
use crate::grade::{GradeVerdict, KataGrade, Report, Visibility};

pub(super) fn view(report: &Report) -> String {
    let tests: Vec<Value> = report
        .katas
        .iter()
        .enumerate()
        .flat_map(|(index, kata)| tests(report.behaviours, index + 1, kata))
        .collect();
    let mut lines = vec![format!("Seed {}, sandbox: {}", report.seed, report.sandbox)];
    lines.extend(report.account());
    lines.extend(report.notes.iter().cloned());
    let lines: Vec<String> = lines.iter().map(|line| text::line(line)).collect();
    let result = json!({
        "score": report.score,
        "output": lines.join("\n"),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests,
    });
    format!("{result:#}\n")
}

fn tests(behaviours: Visibility, number: usize, kata: &KataGrade) -> Vec<Value> {
    let passed = kata.verdict == GradeVerdict::Passed;
    let told = text::told(kata);
    let hidden = match behaviours {
        Visibility::All => None,
        Visibility::AfterDue => Some("after_due_date"),
        Visibility::Never => Some("hidden"),
    };
    let decided = kata
        .overruled
        .as_ref()
        .map_or(String::new(), |was| text::line(&was.words()));
    let shown = match hidden {
        None => &told,
        Some(_) => &decided,
    };
    let mut tests = vec![json!({
        "name": format!("{}: {}", kata.slug, kata.verdict),
        "number": number.to_string(),
        "status": if passed { "passed" } else { "failed" },
        "score": kata.score,
        "max_score": kata.max_score,
        "output": shown,
        "output_format": "text",
        "visibility": "visible",
    })];
    if let Some(visibility) = hidden
        && !told.is_empty()
    {
        tests.push(json!({
            "name": format!("{}: behaviours", kata.slug),
            "number": format!("{number}.1"),
            "status": if passed { "passed" } else { "failed" },
            "score": 0.0,
            "max_score": 0.0,
            "output": told,
            "output_format": "text",
            "visibility": visibility,
        }));
    }
    tests
}
