//! The report: mutants by operator, those that survive, and what is wrong with declarations.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::course::KataId;
use crate::shortfall::Shortfall;

/// What became of the mutants. Its JSON form is `cargo kata mutate --json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// All mutants that were judged, counted.
    pub mutants: Counts,
    /// The same by operator, in the order of the operators; those that made none are left out.
    pub operators: Vec<ByOperator>,
    /// Mutants that every test lets pass and that nobody declared.
    pub survivors: Vec<Survivor>,
    /// Declarations that are none, match nothing or match what dies, and answers that are rejected
    /// without any change.
    pub shortfalls: Vec<Shortfall>,
    /// What a sample was drawn by; none where all were judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// Mutants, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All.
    pub total: usize,
    /// Those that compile.
    pub viable: usize,
    /// Those of them that some test rejects.
    pub killed: usize,
    /// Those that are declared to be no change.
    pub equivalent: usize,
    /// Those that every test lets pass and that nobody declared.
    pub survived: usize,
}

/// The mutants of one operator.
#[derive(Clone, Debug, Serialize)]
pub struct ByOperator {
    /// The operator's name.
    pub operator: &'static str,
    /// Its mutants.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A mutant that every test lets pass.
#[derive(Clone, Debug, Serialize)]
pub struct Survivor {
    /// The kata.
    #[serde(serialize_with = "in_words")]
    pub kata: KataId,
    /// The answer that was changed, from the course's folder on.
    pub file: String,
    /// The operator that changed it.
    pub operator: &'static str,
    /// The first line that is not as it was.
    pub line: usize,
    /// The lines that went and those that came.
    pub diff: String,
}

fn in_words<S: Serializer>(kata: &KataId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(kata)
}

impl Report {
    /// Whether nothing survives and every declaration holds.
    pub fn is_sound(&self) -> bool {
        self.survivors.is_empty() && self.shortfalls.is_empty()
    }
}

impl fmt::Display for Survivor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.operator)?;
        for line in self.diff.lines() {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for survivor in &self.survivors {
            writeln!(f, "{survivor}\n")?;
        }
        for shortfall in &self.shortfalls {
            writeln!(f, "{shortfall}")?;
        }
        if !self.shortfalls.is_empty() {
            writeln!(f)?;
        }
        writeln!(
            f,
            "{:<18}{:>7}{:>8}{:>8}{:>12}{:>10}",
            "operator", "total", "viable", "killed", "equivalent", "survived"
        )?;
        for ByOperator { operator, counts } in &self.operators {
            writeln!(f, "{}", row(operator, counts))?;
        }
        write!(f, "{}", row("all", &self.mutants))?;
        if let Some(seed) = self.seed {
            write!(f, "\na sample, drawn by the seed {seed}")?;
        }
        Ok(())
    }
}

fn row(name: &str, counts: &Counts) -> String {
    let Counts {
        total,
        viable,
        killed,
        equivalent,
        survived,
    } = counts;
    format!("{name:<18}{total:>7}{viable:>8}{killed:>8}{equivalent:>12}{survived:>10}")
}
