//! Mutants: small changes to right answers, made by a program. Each that compiles must be rejected
//! by the tests of its kata, or be declared to be no change at all, with a reason.
//!
//! The usual tools build once a mutant and know no async code. Here the bench judges one mutant of
//! every kata in a build, and most [operators](OPERATORS) make the mistakes that async code has.

mod edit;
mod equivalents;
mod error;
mod inside;
mod judging;
mod memory;
mod mutant;
mod operator;
mod operators;
mod plan;
mod report;
mod syntax;
mod tally;
mod walk;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::bench::{Bench, Limits, StandIns, Step};
use crate::course::{Course, KataId};
use crate::shortfall::Shortfall;
use judging::Judge;
use memory::Fate;
use mutant::Mutant;
use plan::Answered;

pub use error::MutateError;
pub use operator::Operator;
pub use operators::{OPERATORS, operator};
pub use report::{ByOperator, Counts, Report, Survivor};

/// Which mutants to judge.
#[derive(Clone, Debug)]
pub struct Options {
    /// The katas.
    pub katas: Vec<KataId>,
    /// The operators.
    pub operators: Vec<&'static Operator>,
    /// So many of each kata; none for all.
    pub sample: Option<usize>,
    /// What a sample is drawn by; none for one that changes with the answers only.
    pub seed: Option<u64>,
    /// Whether to judge none, and tell what earlier runs found.
    pub known: bool,
    /// How far each build and run may go.
    pub limits: Limits,
}

/// A sample with its seed.
struct Sample {
    of_each: usize,
    seed: u64,
}

/// What is going on, for whoever waits.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Stage<'a> {
    /// The compiler has said of so many mutants whether it takes them.
    Compiling {
        /// So many.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// So many mutants will be judged.
    Planned(usize),
    /// A round has begun.
    Round {
        /// Which, from 1.
        number: usize,
        /// Of how many.
        of: usize,
    },
    /// The bench has done something.
    Bench(Step<'a>),
}

/// The mutants as they would be judged, without judging them.
///
/// # Errors
/// [`MutateError`] where an answer cannot be read.
pub fn list(course: &Course, options: &Options) -> Result<Vec<Survivor>, MutateError> {
    let plan = plan::plan(course, options)?;
    let mutants = plan.iter().flat_map(|answer| &answer.mutants);
    Ok(mutants.map(|mutant| shown(course, mutant)).collect())
}

/// Judges mutants in a bench of their own.
///
/// # Errors
/// [`MutateError`] where no verdicts can be given at all. Whatever survives is in the report.
pub fn mutate(
    course: &Course,
    options: &Options,
    progress: &(dyn Fn(Stage<'_>) + Sync),
) -> Result<Report, MutateError> {
    let step = |step: Step<'_>| progress(Stage::Bench(step));
    let bench = Bench::open(course, "mutate", StandIns::Nothing, &step)?;
    mutate_in(
        &mut bench.with_limits(options.limits),
        course,
        options,
        Answers::NotJudged,
        progress,
    )
}

/// What is known of the answers that are changed.
pub(crate) enum Answers {
    /// Nothing.
    NotJudged,
    /// All of them were judged.
    Judged {
        /// The files of those that did not pass.
        rejected: BTreeSet<PathBuf>,
    },
}

/// Judges mutants in a bench that somebody has open.
///
/// # Errors
/// As [`mutate`].
pub(crate) fn mutate_in(
    bench: &mut Bench<'_>,
    course: &Course,
    options: &Options,
    answers: Answers,
    progress: &(dyn Fn(Stage<'_>) + Sync),
) -> Result<Report, MutateError> {
    let plan = plan::plan(course, options)?;
    let mut judge = Judge::new(course, &options.katas, bench, progress)?;
    let mut shortfalls = Vec::new();
    let rejected = match answers {
        Answers::Judged { rejected } => rejected,
        Answers::NotJudged if options.known => BTreeSet::new(),
        Answers::NotJudged => {
            let mut rejected = BTreeSet::new();
            for (place, why) in judge.unchanged(&plan)? {
                let file = &plan[place].file;
                shortfalls.push(Shortfall {
                    file: course.shown(file),
                    what: format!(
                        "is rejected without any change, so its mutants say nothing: {why}"
                    ),
                });
                rejected.insert(file.clone());
            }
            rejected
        }
    };
    let is_sound = |mutant: &&Mutant| !rejected.contains(&mutant.file);
    let sample = options.sample.map(|of_each| Sample {
        of_each,
        seed: options.seed.unwrap_or_else(|| plan::seed(&plan)),
    });
    let chosen: Vec<&Mutant> = match &sample {
        None => {
            let all = plan.iter().flat_map(|answer| &answer.mutants);
            let all: Vec<&Mutant> = all.filter(is_sound).collect();
            if !options.known {
                judge.compile(&all)?;
            }
            all
        }
        Some(sample) => drawn(&mut judge, &plan, options, sample, is_sound)?,
    };
    if !options.known {
        judge.judge(&chosen)?;
    }
    let fates: Vec<(&Mutant, Fate)> = chosen
        .iter()
        .filter_map(|mutant| Some((*mutant, judge.fate(&mutant.kata, &mutant.source)?)))
        .filter(|(_, fate)| *fate != Fate::Compiles)
        .collect();
    let mut report = tally::report(course, options, &fates)?;
    report.shortfalls.extend(shortfalls);
    report.seed = sample.map(|sample| sample.seed);
    Ok(report)
}

/// A sample: of each kata so many mutants that compile, and those that were looked at before them.
fn drawn<'p>(
    judge: &mut Judge<'_, '_>,
    plan: &'p [Answered],
    options: &Options,
    sample: &Sample,
    is_sound: impl Fn(&&Mutant) -> bool,
) -> Result<Vec<&'p Mutant>, MutateError> {
    // About half of all mutants compile: of three times as many, enough do but for bad luck.
    const SPARE: usize = 3;
    let mut chosen = Vec::new();
    for kata in &options.katas {
        let all = plan::drawn(plan, kata, sample)
            .into_iter()
            .filter(&is_sound);
        chosen.push(all.take(SPARE * sample.of_each).collect::<Vec<&Mutant>>());
    }
    judge.compile(&chosen.concat())?;
    for of_kata in &mut chosen {
        let mut viable = 0;
        of_kata.retain(|mutant| {
            let fate = judge.fate(&mutant.kata, &mutant.source);
            let wanted = viable < sample.of_each;
            viable += usize::from(fate != Some(Fate::NotViable));
            wanted
        });
    }
    Ok(chosen.concat())
}

fn shown(course: &Course, mutant: &Mutant) -> Survivor {
    Survivor {
        kata: mutant.kata.clone(),
        file: course.shown(&mutant.file),
        operator: mutant.operator,
        line: mutant.line,
        diff: mutant.diff.join("\n"),
    }
}
