//! JUnit XML: a suite a kata, a case a behaviour.

use super::text;
use crate::grade::{GradeVerdict, KataGrade, Report};

pub(super) fn view(report: &Report) -> String {
    let suites: Vec<Suite> = report.katas.iter().map(suite).collect();
    let tests: usize = suites.iter().map(|suite| suite.tests).sum();
    let failures: usize = suites.iter().map(|suite| suite.failures).sum();
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    xml += &format!(
        "<testsuites name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n",
        text::markup(&text::line(&report.submission))
    );
    for suite in suites {
        xml += &suite.xml;
    }
    xml + "</testsuites>\n"
}

struct Suite {
    xml: String,
    tests: usize,
    failures: usize,
}

fn suite(kata: &KataGrade) -> Suite {
    let name = format!("{}.{}", kata.chapter, kata.slug);
    let mut cases = String::new();
    let (mut tests, mut failures) = (0, 0);
    let mut case = |test: &str, failure: Option<(String, &str)>| {
        tests += 1;
        cases += &format!(
            "    <testcase classname=\"{name}\" name=\"{}\"",
            text::markup(&text::line(test))
        );
        cases += &match failure {
            None => "/>\n".to_owned(),
            Some((kind, message)) => {
                failures += 1;
                format!(
                    ">\n      <failure message=\"{kind}\">{}</failure>\n    </testcase>\n",
                    text::markup(message)
                )
            }
        };
    };
    let ran = !kata.tests.is_empty() && kata.verdict != GradeVerdict::DoesNotCompile;
    if ran {
        for test in &kata.tests {
            let failure = (!test.passed).then_some(test.message.as_str());
            case(
                &test.name,
                failure.map(|text| ("this should hold, and does not".to_owned(), text)),
            );
        }
    }
    // What is wrong with the kata as a whole is a case of its own: else nobody would see it.
    if !ran || (kata.verdict != GradeVerdict::Passed && kata.tests.iter().all(|test| test.passed)) {
        case(
            "the answer as a whole",
            Some((kata.verdict.to_string(), &kata.diagnostics)),
        );
    }
    if !kata.printed.is_empty() {
        cases += &format!(
            "    <system-out>{}</system-out>\n",
            text::markup(&kata.printed)
        );
    }
    let xml = format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{cases}  \
         </testsuite>\n"
    );
    Suite {
        xml,
        tests,
        failures,
    }
}
