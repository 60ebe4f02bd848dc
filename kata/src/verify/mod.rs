//! What the course promises of itself: its stubs are red, its right answers green, its wrong
//! answers rejected and explained, each promise of its texts broken by one of them, no test is idle,
//! and no answer gains anything by a lie of its types or constants.
//!
//! Every answer of the course is judged in rounds that share a build: the i-th round of mistakes
//! takes the i-th mistake of every kata. So the time grows with the richest kata, not with their
//! number.

mod checks;
mod liars;
mod mutants;
mod placeholders;
mod promises;
mod report;
mod rounds;
mod shown;
mod subject;
mod tests;
mod unwritten;
mod wording;

use thiserror::Error;

use crate::bench::sandbox::Sandbox;
use crate::bench::{Bench, BenchError, Limits, StandIns, Step};
use crate::course::{Course, CourseError, KataId};
use crate::mutate::{self, MutateError};

pub use report::{
    Alternatives, Liars, Mistakes, Mutants, Promises, References, Report, Stubs, Tests,
};
use rounds::Rounds;

/// What to verify, and how often.
#[derive(Clone, Debug)]
pub struct Options {
    /// The katas.
    pub katas: Vec<KataId>,
    /// How often each answer but the stubs runs: once with the fixed seed, then by turns with the
    /// fixed one again and with a drawn one.
    pub repeat: u32,
    /// Of how many mistakes of each kata liars are made.
    pub liars: usize,
    /// Whether to judge a sample of the mutants, too.
    pub mutants: bool,
    /// How far each build and run may go.
    pub limits: Limits,
    /// How answers are shut in, where they are: as `grade` does it. What a proof finds closed then is
    /// another thing that it may trip over.
    pub sandbox: Option<Sandbox>,
}

/// What is going on, for whoever waits.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Stage<'a> {
    /// So many verdicts will be given.
    Planned(usize),
    /// A round has begun; its name, `mistakes 2 of 8`.
    Round(&'a str),
    /// The bench has done something.
    Bench(Step<'a>),
    /// The sample of the mutants goes on.
    Mutants(mutate::Stage<'a>),
}

/// Why nothing could be verified.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The course cannot be read.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// The bench gives no verdicts.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// No mutants can be made or judged.
    #[error(transparent)]
    Mutate(#[from] MutateError),
}

/// Verifies the katas of a course.
///
/// # Errors
/// Where no verdicts can be given at all. Anything that falls short is in the report.
pub fn verify(
    course: &Course,
    options: &Options,
    progress: &(dyn Fn(Stage<'_>) + Sync),
) -> Result<Report, VerifyError> {
    let rounds = Rounds::of(course, &options.katas)?;
    let step = |step: Step<'_>| progress(Stage::Bench(step));
    let open = |name| Bench::open(course, name, StandIns::Nothing, &step);
    let mut bench = match &options.sandbox {
        Some(sandbox) => open("verify_shut_in")?.with_sandbox(sandbox.clone()),
        None => open("verify")?,
    }
    .with_limits(options.limits);
    progress(Stage::Planned(rounds.verdicts(options.repeat)));
    let share = match options.mutants {
        true => mutants::share(rounds.verdicts(1), options.katas.len()),
        false => 0,
    };
    let judged = rounds.judge(&mut bench, options.repeat, progress)?;
    let sample = mutants::sample(&mut bench, course, options, share, &judged, progress)?;
    let mut report = checks::report(course, &options.katas, &judged)?;
    if let Some(sample) = sample {
        mutants::check(sample, &mut report);
    }
    liars::All::of(&judged, options.liars).judge(course, &mut bench, progress, &mut report)?;
    Ok(report)
}
