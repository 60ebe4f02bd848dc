//! What a submission has to reach for a call to end well: the rule that makes a CI green or red.

use std::fmt;
use std::str::FromStr;

use super::{GradeError, GradeVerdict, Report};

/// What a submission has to reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing.
    #[default]
    Nothing,
    /// Every kata that was begun is right; what is not written yet does not matter.
    Begun,
    /// Every kata is right.
    All,
    /// So many hundredths of the points.
    Percent(u8),
}

impl Requirement {
    /// Whether a submission reaches it.
    pub fn is_met(self, report: &Report) -> bool {
        let right = |verdict| verdict == GradeVerdict::Passed;
        let mut verdicts = report.katas.iter().map(|kata| kata.verdict);
        match self {
            Requirement::Nothing => true,
            Requirement::Begun => verdicts.all(|verdict| {
                right(verdict)
                    || matches!(verdict, GradeVerdict::NotWritten | GradeVerdict::Missing)
            }),
            Requirement::All => verdicts.all(right),
            Requirement::Percent(percent) => {
                let (got, of) = (u128::from(report.score.0), u128::from(report.max_score.0));
                got * 100 >= of * u128::from(percent)
            }
        }
    }
}

impl FromStr for Requirement {
    type Err = GradeError;

    fn from_str(text: &str) -> Result<Self, GradeError> {
        let percent = || {
            let number: u8 = text.strip_suffix('%')?.parse().ok()?;
            (1..=100).contains(&number).then_some(number)
        };
        match text {
            "nothing" => Ok(Requirement::Nothing),
            "begun" => Ok(Requirement::Begun),
            "all" => Ok(Requirement::All),
            _ => percent()
                .map(Requirement::Percent)
                .ok_or_else(|| GradeError::Requirement {
                    text: text.to_owned(),
                }),
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Requirement::Nothing => f.write_str("nothing"),
            Requirement::Begun => f.write_str("begun"),
            Requirement::All => f.write_str("all"),
            Requirement::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(verdicts: &[&str], score: f64) -> Report {
        let katas: Vec<serde_json::Value> = verdicts
            .iter()
            .map(|verdict| {
                serde_json::json!({
                    "slug": "x", "chapter": "c01_x", "verdict": verdict, "score": 0.0,
                    "max_score": 1.0, "tests": [], "diagnostics": "",
                })
            })
            .collect();
        let report = serde_json::json!({
            "submission": "ada", "score": score, "max_score": 3.0, "seed": 1, "sandbox": "none",
            "katas": katas, "notes": [],
        });
        serde_json::from_value(report).unwrap()
    }

    #[test]
    fn each_rule_is_met_by_what_it_says_and_by_no_less() {
        for (verdicts, score, met) in [
            (
                ["passed", "passed", "passed"],
                3.0,
                "nothing begun all 100% 66%",
            ),
            (
                ["passed", "passed", "not_written"],
                2.0,
                "nothing begun 66%",
            ),
            (["passed", "passed", "failed"], 2.5, "nothing 66%"),
            (["passed", "failed", "missing"], 1.97, "nothing"),
            (["missing", "missing", "missing"], 0.0, "nothing begun"),
        ] {
            let report = report(&verdicts, score);
            for rule in ["nothing", "begun", "all", "100%", "66%"] {
                let requirement: Requirement = rule.parse().unwrap();
                assert_eq!(requirement.to_string(), rule);
                let expected = met.split(' ').any(|met| met == rule);
                assert_eq!(
                    requirement.is_met(&report),
                    expected,
                    "{rule}: {verdicts:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_rule_is_an_error() {
        for text in ["", "some", "0%", "101%", "50", "%", "-1%"] {
            assert!(text.parse::<Requirement>().is_err(), "{text}");
        }
    }
}
