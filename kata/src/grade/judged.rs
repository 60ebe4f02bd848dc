//! What is known of one answer, whatever it may be worth.

use serde::{Deserialize, Serialize};

use super::{GradeVerdict, TestGrade};
use crate::bench::{Diagnostic, Judgement, TestOutcome, Verdict};

/// No message is longer: a report is for people.
const LONGEST: usize = 16 << 10;

/// The judgement of one answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Judged {
    pub verdict: GradeVerdict,
    pub tests: Vec<TestGrade>,
    pub diagnostics: String,
    pub warnings: String,
    pub printed: String,
}

impl Judged {
    /// Of an answer that was not built.
    pub(super) fn unbuilt(verdict: GradeVerdict, diagnostics: String) -> Self {
        Judged {
            verdict,
            tests: Vec::new(),
            diagnostics: shortened(diagnostics),
            warnings: String::new(),
            printed: String::new(),
        }
    }

    /// How many behaviours are right.
    pub(super) fn right(&self) -> usize {
        self.tests.iter().filter(|test| test.passed).count()
    }
}

impl From<&Judgement> for Judged {
    fn from(judgement: &Judgement) -> Self {
        let diagnostics = judgement.reason.clone() + &rendered(&judgement.errors);
        // Whoever makes up results is believed none.
        let believed = judgement.forged == 0;
        let ran = verdict(judgement.verdict).ran();
        let tests = judgement.tests.iter().map(|test| {
            let passed = believed && test.outcome == TestOutcome::Passed;
            let seen = test.expected.is_some() || !test.actual.lanes.is_empty();
            let pictured = believed && ran && !passed && seen;
            let message = match believed {
                // That it is not written, or does not compile, is said once.
                true if !ran => String::new(),
                true => shortened(test.message.clone()),
                false => "the answer wrote test results of its own: none is believed".to_owned(),
            };
            TestGrade {
                name: test.name.clone(),
                passed,
                message,
                cause: match believed {
                    true if ran => shortened(test.cause.clone()),
                    _ => String::new(),
                },
                cause_name: test.cause_name.clone().filter(|_| believed),
                expected: test.expected.clone().filter(|_| pictured),
                actual: pictured.then(|| test.actual.clone()),
            }
        });
        Judged {
            verdict: verdict(judgement.verdict),
            tests: tests.collect(),
            diagnostics: shortened(diagnostics),
            warnings: shortened(rendered(&judgement.warnings)),
            printed: shortened(judgement.output.clone()),
        }
    }
}

fn rendered(messages: &[Diagnostic]) -> String {
    let messages = messages.iter();
    messages
        .map(|message| format!("{}\n", message.rendered.trim_end()))
        .collect()
}

fn verdict(verdict: Verdict) -> GradeVerdict {
    match verdict {
        Verdict::NotWritten => GradeVerdict::NotWritten,
        Verdict::DoesNotCompile => GradeVerdict::DoesNotCompile,
        Verdict::Failed => GradeVerdict::Failed,
        Verdict::Hung => GradeVerdict::Hung,
        Verdict::Crashed => GradeVerdict::Crashed,
        Verdict::Passed => GradeVerdict::Passed,
    }
}

fn shortened(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or(0));
        text += "\n… (cut here)";
    }
    text
}
