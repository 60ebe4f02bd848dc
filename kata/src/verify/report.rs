//! The report of a verification: what was counted, what falls short.

use std::fmt;

use serde::Serialize;

use crate::mutate::Counts;
use crate::shortfall::Shortfall;

/// What a verification found. Its JSON form is `cargo kata verify --json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many katas were verified.
    pub katas: usize,
    /// The stubs.
    pub stubs: Stubs,
    /// The answers that the course gives.
    pub references: References,
    /// The other right answers.
    pub alternatives: Alternatives,
    /// The wrong answers.
    pub mistakes: Mistakes,
    /// The tests.
    pub tests: Tests,
    /// The promises of the task texts.
    pub promises: Promises,
    /// A sample of the mutants; none where so few answers were judged that one would cost more than
    /// its share of the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutants: Option<Mutants>,
    /// Answers that were made to lie.
    pub liars: Liars,
    /// Everything that falls short, a line each.
    pub shortfalls: Vec<Shortfall>,
    /// How many checks were passed.
    #[serde(skip)]
    pub passed: usize,
    /// How many were not: each has at least one shortfall.
    #[serde(skip)]
    pub failed: usize,
}

/// Stubs, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stubs {
    /// All.
    pub total: usize,
    /// Those whose tests are red where they have to be.
    pub red: usize,
    /// Those that compile without a warning.
    pub clean: usize,
}

/// References, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct References {
    /// All.
    pub total: usize,
    /// Those that pass every test in every run.
    pub green: usize,
}

/// Alternatives, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Alternatives {
    /// All.
    pub total: usize,
    /// Those that pass every test in every run.
    pub green: usize,
}

/// Mistakes, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mistakes {
    /// All.
    pub total: usize,
    /// Those that compile and fail some test.
    pub rejected: usize,
    /// Those that fail every test that their header names.
    pub by_named_tests: usize,
    /// Those of which every such test says what the header says.
    pub explained: usize,
}

/// Tests, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tests {
    /// All.
    pub total: usize,
    /// Those that reject a mistake at least.
    pub rejecting: usize,
}

/// Promises, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Promises {
    /// All sentences of the task texts that an answer can break.
    pub total: usize,
    /// Those that a mistake at least says it breaks.
    pub broken: usize,
}

/// Liars, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Liars {
    /// All that were made.
    pub total: usize,
    /// Those that gain nothing by it.
    pub caught: usize,
}

/// A sample of the mutants, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Mutants {
    /// What became of them.
    #[serde(flatten)]
    pub counts: Counts,
    /// What they were drawn by.
    pub seed: u64,
}

impl Report {
    /// Counts one check, with whatever falls short in it.
    pub(super) fn check(&mut self, shortfalls: Vec<Shortfall>) {
        match shortfalls.is_empty() {
            true => self.passed += 1,
            false => self.failed += 1,
        }
        self.shortfalls.extend(shortfalls);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report {
            stubs,
            references,
            alternatives,
            mistakes,
            tests,
            promises,
            liars,
            ..
        } = self;
        for shortfall in &self.shortfalls {
            writeln!(f, "{shortfall}")?;
        }
        if !self.shortfalls.is_empty() {
            writeln!(f)?;
        }
        writeln!(f, "katas         {:>4}", self.katas)?;
        writeln!(
            f,
            "stubs         {:>4}: {} red, {} clean",
            stubs.total, stubs.red, stubs.clean
        )?;
        writeln!(
            f,
            "references    {:>4}: {} green",
            references.total, references.green
        )?;
        writeln!(
            f,
            "alternatives  {:>4}: {} green",
            alternatives.total, alternatives.green
        )?;
        writeln!(
            f,
            "mistakes      {:>4}: {} rejected, {} by the tests they name, {} explained",
            mistakes.total, mistakes.rejected, mistakes.by_named_tests, mistakes.explained
        )?;
        writeln!(
            f,
            "tests         {:>4}: {} reject a mistake",
            tests.total, tests.rejecting
        )?;
        writeln!(
            f,
            "promises      {:>4}: {} broken by a mistake",
            promises.total, promises.broken
        )?;
        if let Some(Mutants { counts, seed }) = &self.mutants {
            writeln!(
                f,
                "mutants       {:>4}: {} rejected, {} declared to be no change, of a sample by the seed {seed}",
                counts.viable, counts.killed, counts.equivalent
            )?;
        }
        writeln!(
            f,
            "liars         {:>4}: {} gain nothing",
            liars.total, liars.caught
        )?;
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}
