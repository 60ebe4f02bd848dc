//! The plan: which mutants of which answers are to be judged.

use std::fs;
use std::path::PathBuf;

use super::memory::Key;
use super::mutant::{Mutant, mutants};
use super::{MutateError, Options, Sample};
use crate::course::{Course, CourseError, KataId};

/// A right answer and its mutants.
pub(super) struct Answered {
    pub kata: KataId,
    pub file: PathBuf,
    pub source: String,
    pub mutants: Vec<Mutant>,
}

/// All answers of these katas with their mutants.
pub(super) fn plan(course: &Course, options: &Options) -> Result<Vec<Answered>, MutateError> {
    let mut plan = Vec::new();
    for kata in &options.katas {
        let mut files = vec![course.reference(kata)];
        files.retain(|file| file.is_file());
        files.extend(course.alternatives(kata)?);
        for file in files {
            let source = fs::read_to_string(&file).map_err(|source| CourseError::Read {
                path: file.clone(),
                source,
            })?;
            let mutants = mutants(kata, &file, &source, &options.operators);
            let mutants = mutants.map_err(|error| MutateError::NoRust {
                file: course.shown(&file),
                line: error.span().start().line,
                problem: error.to_string(),
            })?;
            plan.push(Answered {
                kata: kata.clone(),
                file,
                source,
                mutants,
            });
        }
    }
    Ok(plan)
}

/// The seed that a sample is drawn by where nobody gives one: it changes with the answers, and is
/// the same as long as they are.
pub(super) fn seed(plan: &[Answered]) -> u64 {
    let parts: Vec<&[u8]> = plan.iter().map(|answer| answer.source.as_bytes()).collect();
    Key::of(&parts).number()
}

/// The mutants of one kata in the order in which a sample takes them.
pub(super) fn drawn<'p>(plan: &'p [Answered], kata: &KataId, sample: &Sample) -> Vec<&'p Mutant> {
    let own = plan.iter().filter(|answer| answer.kata == *kata);
    let mut drawn: Vec<&Mutant> = own.flat_map(|answer| &answer.mutants).collect();
    let seed = sample.seed.to_le_bytes();
    drawn.sort_by_cached_key(|mutant| Key::of(&[&seed, mutant.source.as_bytes()]));
    drawn
}
