//! `cargo kata verify`: prove what the course promises of itself.

use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use kata::bench::{Limits, Step};
use kata::course::Course;
use kata::mutate;
use kata::verify::{Options, Stage, verify};

use super::Done;

/// Prove that stubs are red, right answers green, mistakes rejected and explained, and each promise
/// of a task text broken by one of them.
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
    };
    let bar = Bar::new();
    let report = verify(&course, &options, &|stage| bar.show(stage))?;
    bar.clear();
    let mut out = stdout().lock();
    match arguments.json {
        true => writeln!(out, "{}", serde_json::to_string(&report)?)?,
        false => writeln!(out, "{report}")?,
    }
    Ok(ExitCode::from(u8::from(report.failed > 0)))
}

/// Progress on standard error; nothing where that is no terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {prefix}: {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Bar(bar)
    }

    fn show(&self, stage: Stage<'_>) {
        match stage {
            Stage::Planned(verdicts) => self.0.set_length(verdicts as u64),
            Stage::Round(name) => self.0.set_prefix(name.to_owned()),
            Stage::Mutants(mutate::Stage::Planned(mutants)) => {
                self.0.set_prefix("mutants");
                self.0.inc_length(mutants as u64);
            }
            Stage::Mutants(mutate::Stage::Bench(step)) => self.show(Stage::Bench(step)),
            Stage::Bench(Step::Waiting) => self.0.set_message("waiting for another cargo"),
            Stage::Bench(Step::Building) => self.0.set_message("building"),
            Stage::Bench(Step::Compiled(name)) => self.0.set_message(format!("built {name}")),
            Stage::Bench(Step::Judged(judgement)) => {
                self.0.set_message(judgement.kata.slug.clone());
                self.0.inc(1);
            }
            _ => (),
        }
    }

    fn clear(&self) {
        self.0.finish_and_clear();
    }
}
