//! JUnit XML: a suite a kata, a case a behaviour. There are the same cases for everybody, whatever
//! was handed in: a part of the cases is a part of the points. Names of suites and classes begin with
//! the submission's: whoever puts the files of a class together, as GitLab does, tells cases apart by
//! nothing else.

use super::text;
use crate::grade::{GradeVerdict, KataGrade, Report};

pub(super) fn view(report: &Report) -> String {
    let suites = report.katas.iter();
    let suites: Vec<Suite> = suites.map(|kata| suite(&report.submission, kata)).collect();
    let sum = |of: fn(&Suite) -> usize| -> usize { suites.iter().map(of).sum() };
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    xml += &format!(
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
        text::markup(&text::line(&report.submission)),
        sum(|suite| suite.tests),
        sum(|suite| suite.failures),
        sum(|suite| suite.skipped)
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
    skipped: usize,
}

fn suite(submission: &str, kata: &KataGrade) -> Suite {
    let name = format!("{submission} {}.{}", kata.chapter, kata.slug);
    let name = text::markup(&text::line(&name));
    let mut cases = String::new();
    let (mut failures, mut skipped) = (0, 0);
    for test in &kata.tests {
        cases += &format!(
            "    <testcase classname=\"{name}\" name=\"{}\"",
            text::markup(&text::line(&test.name))
        );
        let failure = match test.passed {
            true => {
                cases += "/>\n";
                continue;
            }
            false if kata.verdict == GradeVerdict::NotGraded => {
                skipped += 1;
                "<skipped message=\"not graded\"/>".to_owned()
            }
            // What goes for all of them is said once, below.
            false if !kata.ran() => {
                failures += 1;
                let judged = kata.overruled.as_ref().map(|was| was.verdict);
                let verdict = judged.unwrap_or(kata.verdict);
                format!("<failure message=\"{verdict}\"/>")
            }
            false => {
                failures += 1;
                format!(
                    "<failure message=\"this should hold, and does not\">{}</failure>",
                    text::markup(&test.message)
                )
            }
        };
        cases += &format!(">\n      {failure}\n    </testcase>\n");
    }
    let printed = text::markup(&kata.printed);
    if !printed.is_empty() {
        cases += &format!("    <system-out>{printed}</system-out>\n");
    }
    let about = about(kata);
    if !about.is_empty() {
        cases += &format!("    <system-err>{}</system-err>\n", text::markup(&about));
    }
    let tests = kata.tests.len();
    Suite {
        xml: format!(
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" \
             skipped=\"{skipped}\">\n{cases}  </testsuite>\n"
        ),
        tests,
        failures,
        skipped,
    }
}

/// What there is to say of the answer as a whole.
fn about(kata: &KataGrade) -> String {
    let decided = kata.overruled.as_ref().map(|was| was.words());
    let verdict = match kata.verdict {
        GradeVerdict::Passed | GradeVerdict::Failed => String::new(),
        verdict => verdict.to_string(),
    };
    let parts = [
        decided.unwrap_or_default(),
        verdict,
        kata.diagnostics.clone(),
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}
