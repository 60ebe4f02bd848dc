//! `cargo kata verify`: prove what the course promises of itself.

use std::io::{Write, stdout};
use std::process::ExitCode;

use clap::Args;

use kata::bench::Limits;
use kata::bench::sandbox::Sandbox;
use kata::course::Course;
use kata::mutate;
use kata::verify::{Options, Stage, verify};

use super::Done;
use super::bar::Verdicts;

/// Prove what the course promises of itself.
///
/// Stubs are red, right answers green, mistakes rejected and explained, and each promise of a task
/// text is broken by one of them.
#[derive(Args)]
pub struct Arguments {
    /// Katas or chapters: `gather`, `c05_concurrency`, `c05`. None for all.
    katas: Vec<String>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    json: bool,
    /// Run each answer but the stubs N times, with the fixed seed and drawn ones by turns.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// Judge a sample of the mutants, too: small changes to right answers, of which no test may let
    /// one pass. All of them: `cargo kata mutate`.
    #[arg(long)]
    mutants: bool,
    /// Make liars of N mistakes of each kata: types that equal every other, other limits.
    #[arg(long, value_name = "N", default_value_t = 1)]
    liars: usize,
    /// Shut answers in as `grade` does, which closes files to them that are open otherwise.
    #[arg(long)]
    sandbox: bool,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let katas = course.select(&arguments.katas)?;
    let options = Options {
        katas,
        repeat: arguments.repeat,
        mutants: arguments.mutants,
        liars: arguments.liars,
        limits: Limits::default(),
        sandbox: match arguments.sandbox {
            true => Some(Sandbox::strongest(&std::env::current_exe()?)),
            false => None,
        },
    };
    let bar = Verdicts::new("{bar:24} {pos}/{len} {prefix}: {msg}");
    let report = verify(&course, &options, &|stage| show(&bar, stage))?;
    drop(bar);
    let mut out = stdout().lock();
    match arguments.json {
        true => writeln!(out, "{}", serde_json::to_string(&report)?)?,
        false => writeln!(out, "{report}")?,
    }
    Ok(ExitCode::from(u8::from(report.failed > 0)))
}

/// Shows a stage of the proof.
fn show(bar: &Verdicts, stage: Stage<'_>) {
    match stage {
        Stage::Planned(verdicts) => bar.begin(verdicts),
        Stage::Round(name) => bar.about(name.to_owned()),
        Stage::Mutants(mutate::Stage::Planned(mutants)) => {
            bar.about("mutants".to_owned());
            bar.more(mutants);
        }
        Stage::Mutants(mutate::Stage::Bench(step)) | Stage::Bench(step) => bar.show(step),
        _ => (),
    }
}
