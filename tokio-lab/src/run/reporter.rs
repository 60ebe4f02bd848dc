//! Who hears of a test's end, and whose words its report uses.

use std::fmt;

use super::owner::SourceFile;
use super::panicked::Panicked;
use crate::text::colour;
use crate::timeline::{self, Timeline};
use crate::values::differ;

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Everything that the test expects came true.
    Passed,
    /// The code under test is not written yet, as [`Reporter::is_unwritten`] tells.
    Unwritten,
    /// An expectation was not met, or something panicked.
    Failed,
    /// Nothing could wake the code under test, or it never gave way.
    Hung,
}

/// A test that has ended.
#[non_exhaustive]
pub struct Report<'a> {
    /// The test's path as libtest names it: `module::test`.
    pub test: &'a str,
    /// How it ended.
    pub outcome: Outcome,
    /// The likely cause in a sentence. Empty for a test that passed.
    pub cause: &'a str,
    /// The stable name of the kind of cause, where a rule has found it: `in_reverse`.
    pub cause_name: Option<&'a str>,
    /// The timeline that the test expected, where it expected one.
    pub expected: Option<&'a Timeline>,
    /// The timeline that the run recorded: none of a run in real time, whose instants are never the
    /// same twice.
    pub actual: &'a Timeline,
    /// Whether the settings say that it is coloured.
    pub colour: Option<bool>,
    pub(crate) text: &'a dyn Fn(bool) -> String,
}

/// The stable names that [`Report::cause_name`] can have, sorted.
#[must_use]
pub fn cause_names() -> Vec<&'static str> {
    let mut names: Vec<_> = timeline::cause_names().chain(differ::names()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Report<'_> {
    /// The report as a person reads it. Empty for a test that passed.
    #[must_use]
    pub fn text(&self, coloured: bool) -> String {
        (self.text)(coloured)
    }

    /// Prints the report of a test that did not pass, coloured where a terminal shows it.
    pub fn print(&self) {
        if self.outcome != Outcome::Passed {
            print!("{}", self.text(self.colour.unwrap_or_else(colour::wanted)));
        }
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("test", &self.test)
            .field("outcome", &self.outcome)
            .field("cause", &self.cause)
            .finish_non_exhaustive()
    }
}

/// Hears of each test that has ended, and says what the laboratory cannot know.
///
/// Each method does what is usual if it is left out: a report is printed, and ends with the place
/// in the test that was not met.
pub trait Reporter: fmt::Debug + Send + Sync {
    /// A test has ended.
    fn report(&self, report: &Report<'_>) {
        report.print();
    }

    /// Whether the test of this path is to run. One that is not ends at once, without a report.
    fn wants(&self, _test: &str) -> bool {
        true
    }

    /// Whether this panic says that the code under test is not written yet.
    fn is_unwritten(&self, _panic: &Panicked) -> bool {
        false
    }

    /// Whose the code is that stands in this file, and what reports call it. The path is as the
    /// compiler writes it.
    fn source_file(&self, path: &str) -> SourceFile {
        SourceFile::new(path)
    }

    /// The last line of a report: where to look now. The test's file is given, as the compiler
    /// names it, and the place at which an expectation was not met, if it was one.
    fn pointer(&self, _test_file: &str, place: Option<&str>) -> Option<String> {
        place.map(|place| format!("at {place}"))
    }
}

/// Prints reports, and knows nothing else.
#[derive(Debug)]
pub(crate) struct Terminal;

impl Reporter for Terminal {}
