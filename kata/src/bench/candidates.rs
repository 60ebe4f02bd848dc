//! Candidates: which of many possible answers the compiler accepts, found in few calls.
//!
//! All of them stand in one crate, each a private module of its chapter, and are checked without
//! generating code: a candidate that is refused costs the others nothing. Whoever is accepted here
//! may still not fit its proof; the build of an answer set finds that.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::building::{self, LONGEST_MESSAGE, LONGEST_OUTPUT};
use super::clearing::Scratch;
use super::diagnostics::Message;
use super::process::{self, Bounds, Ending, Lines, Tail};
use super::{Bench, BenchError, Progress, Step};
use crate::course::KataId;

/// What may become an answer.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'c> {
    /// The kata.
    pub kata: &'c KataId,
    /// Its source.
    pub source: &'c str,
}

#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum CargoMessage {
    CompilerMessage {
        message: Message,
    },
    #[serde(other)]
    Other,
}

impl Bench<'_> {
    /// Says of each candidate whether it compiles without its proof.
    ///
    /// # Errors
    /// [`BenchError`] where the course does not compile whatever the candidates are.
    pub fn compiling(
        &mut self,
        candidates: &[Candidate<'_>],
        progress: &Progress<'_>,
    ) -> Result<Vec<bool>, BenchError> {
        let mut left: Vec<usize> = (0..candidates.len()).collect();
        // Errors of one kind keep the compiler from looking for others, so what is left is checked
        // until nothing is refused any more.
        while !left.is_empty() {
            let laid: Vec<Candidate<'_>> = left.iter().map(|place| candidates[*place]).collect();
            let files = self.layout.lay_candidates(self.course, &laid)?;
            progress(Step::Building);
            let refused = match self.check()? {
                Checked::Compiles => break,
                Checked::Refused(refused) => refused,
                Checked::LacksPackages => {
                    self.cargo.fetch(self.layout.root())?;
                    continue;
                }
            };
            let before = left.len();
            let mut files = files.iter();
            left.retain(|_| {
                files
                    .next()
                    .is_none_or(|file| !refused.files.contains(file))
            });
            if left.len() == before {
                return Err(BenchError::Course {
                    message: refused.message,
                });
            }
        }
        let mut compiles = vec![false; candidates.len()];
        for place in left {
            compiles[place] = true;
        }
        Ok(compiles)
    }

    fn check(&self) -> Result<Checked, BenchError> {
        let paths = self.layout.paths();
        let mut refused = Refused::default();
        let mut stdout = Lines::new(LONGEST_MESSAGE, |line: &[u8]| {
            let Ok(CargoMessage::CompilerMessage { message }) = serde_json::from_slice(line) else {
                return;
            };
            if message.is_error() {
                if refused.message.is_empty() {
                    refused.message = message.diagnostic(paths, self.layout.root()).rendered;
                }
                // What it mentions besides may be a candidate that it is not about.
                refused
                    .files
                    .extend(message.mentioned(paths).into_iter().next());
            }
        });
        let mut stderr = Tail::new(16 << 10);
        let bounds = Bounds {
            time: self.limits.build,
            output: LONGEST_OUTPUT,
            threads: None,
            stop: &self.stop,
            enough: None,
        };
        let temporary = Scratch::new().map_err(BenchError::write(&std::env::temp_dir()))?;
        let command = building::command(self, temporary.path(), None, &["check", "--lib"]);
        let ending = process::run(command, b"", bounds, &mut stdout, &mut stderr)?;
        if ending == Ending::Exited(0) {
            return Ok(Checked::Compiles);
        }
        let stderr = stderr.text();
        if refused.message.is_empty() {
            if building::lacks_packages(&stderr) {
                return Ok(Checked::LacksPackages);
            }
            refused.message = format!("{ending}\n{stderr}");
        }
        Ok(Checked::Refused(refused))
    }
}

enum Checked {
    Compiles,
    Refused(Refused),
    /// Nobody has fetched the dependencies yet.
    LacksPackages,
}

#[derive(Default)]
struct Refused {
    /// The files that errors are about, from the course's folder on.
    files: BTreeSet<String>,
    /// The first error.
    message: String,
}
