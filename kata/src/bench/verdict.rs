//! Verdicts: what comes out.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tokio_lab_timeline::Timeline;

use super::diagnostics::Diagnostic;
use super::process::Ending;
use crate::course::KataId;

/// What the bench says of one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There is no answer, or it is still a `todo!`.
    NotWritten,
    /// The compiler rejects it.
    DoesNotCompile,
    /// It runs, and some behaviour is not what the proof asks for.
    Failed,
    /// It never comes to an end.
    Hung,
    /// It brought the test process down, or ended it.
    Crashed,
    /// Every test says that it is right.
    Passed,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::NotWritten => "not written",
            Verdict::DoesNotCompile => "does not compile",
            Verdict::Failed => "failed",
            Verdict::Hung => "hung",
            Verdict::Crashed => "crashed",
            Verdict::Passed => "passed",
        })
    }
}

/// What became of one kata.
#[derive(Clone, Debug, Serialize)]
pub struct Judgement {
    /// The kata.
    pub kata: KataId,
    /// Where the answer came from; none where there is no answer.
    pub origin: Option<PathBuf>,
    /// The verdict.
    pub verdict: Verdict,
    /// What the verdict rests on besides the tests, in a sentence. Empty where the tests say all.
    pub reason: String,
    /// The compiler's errors, where it does not compile.
    pub errors: Vec<Diagnostic>,
    /// Whether other answers were in the build that gave those errors, or in the process that broke
    /// off: then one of theirs may be to blame, and only a build without them tells.
    #[serde(skip)]
    pub beside_others: bool,
    /// Whether the compiler was stopped at the answer, since it had taken too long.
    #[serde(skip)]
    pub compiles_too_long: bool,
    /// The compiler's warnings about the answer.
    pub warnings: Vec<Diagnostic>,
    /// The kata's tests, in the order of its proof.
    pub tests: Vec<TestResult>,
    /// How the test process ended, where one ran.
    pub ending: Option<Ending>,
    /// Records with a seal that does not fit: somebody tried to write results himself.
    pub forged: usize,
    /// What the answer printed, of much the end: nothing that the tests print themselves.
    pub output: String,
}

impl Judgement {
    /// How many of the tests passed.
    pub fn passed(&self) -> usize {
        self.tests
            .iter()
            .filter(|test| test.outcome == TestOutcome::Passed)
            .count()
    }

    /// The result of the test of that name.
    pub fn test(&self, name: &str) -> Option<&TestResult> {
        self.tests.iter().find(|test| test.name == name)
    }
}

/// What became of one test.
#[derive(Clone, Debug, Serialize)]
pub struct TestResult {
    /// Its name in the proof: `runs_all_jobs_at_once`.
    pub name: String,
    /// How it ended.
    pub outcome: TestOutcome,
    /// The report as a person reads it, without colour. Empty for a test that passed.
    pub message: String,
    /// The likely cause in a sentence. Empty for a test that passed.
    pub cause: String,
    /// The stable name of the kind of cause, where a rule has found it: `one_missing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause_name: Option<String>,
    /// The timeline that the test expected, where it expected one.
    pub expected: Option<Timeline>,
    /// The timeline that the run recorded.
    pub actual: Timeline,
}

/// How one test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// Everything that the test expects came true.
    Passed,
    /// The code under test is still a `todo!`.
    NotWritten,
    /// An expectation was not met, or the code under test panicked.
    Failed,
    /// Nothing could wake the code under test, or it never gave way.
    Hung,
    /// It did not run to its end.
    Incomplete,
    /// The run was over before it: another test hung, and nobody waits for the rest.
    NotRun,
}
