//! Exercism's `results.json`, version 3: a test a behaviour, in the order of the proofs.

use serde_json::json;

use super::text;
use crate::grade::{GradeVerdict, KataGrade, Report};

/// Exercism shows no more of an output.
const LONGEST_OUTPUT: usize = 500;
/// A message has at most 65535 bytes, and a character up to four of them.
const LONGEST_MESSAGE: usize = 65_535 / 4;

pub(super) fn view(report: &Report) -> String {
    let all = report
        .katas
        .iter()
        .all(|kata| kata.verdict == GradeVerdict::Passed);
    // One kata is an exercise of its own; there, what does not compile is an error of the whole.
    let broken = match report.katas.as_slice() {
        [kata] if kata.verdict == GradeVerdict::DoesNotCompile => {
            Some(text::first(&text::told(kata), LONGEST_MESSAGE))
        }
        _ => None,
    };
    let status = match broken {
        Some(_) => "error",
        None if all => "pass",
        None => "fail",
    };
    let result = json!({
        "version": 3,
        "status": status,
        "message": broken,
        "tests": report.katas.iter().enumerate().flat_map(tests).collect::<Vec<_>>(),
    });
    format!("{result:#}\n")
}

fn tests((index, kata): (usize, &KataGrade)) -> Vec<serde_json::Value> {
    let command = |test: &str| format!("cargo test --test {} {}{test}", kata.chapter, kata.slug);
    if !kata.ran() {
        // Each behaviour is lacking; what there is to say of that is said with the first.
        let told = format!("{}\n{}", kata.verdict, text::told(kata));
        let told = [told.trim_end().to_owned()].into_iter();
        let told = told.chain(std::iter::repeat(kata.verdict.to_string()));
        let lacking = kata.tests.iter().zip(told).map(|(test, told)| {
            json!({
                "name": format!("{}: {}", kata.slug, text::behaviour(test)),
                "status": "error",
                "message": text::first(&told, LONGEST_MESSAGE),
                "output": null,
                "test_code": command(&format!("::{}", test.name)),
                "task_id": index + 1,
            })
        });
        return lacking.collect();
    }
    let test = |test: &crate::grade::TestGrade| {
        let message = (!test.passed).then(|| {
            let message = text::lines(&test.message);
            let message = match &*message {
                "" => "this should hold, and does not",
                message => message,
            };
            text::first(message, LONGEST_MESSAGE)
        });
        let output = message
            .as_ref()
            .map(|message| text::first(message, LONGEST_OUTPUT));
        json!({
            "name": format!("{}: {}", kata.slug, text::behaviour(test)),
            "status": if test.passed { "pass" } else { "fail" },
            "message": message,
            "output": output,
            "test_code": command(&format!("::{}", test.name)),
            "task_id": index + 1,
        })
    };
    kata.tests.iter().map(test).collect()
}
