//! `cargo kata mutate`: small changes to right answers, which tests must tell from them.

use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use kata::bench::Limits;
use kata::course::Course;
use kata::mutate::{MutateError, OPERATORS, Options, Stage, list, mutate, operator};

use super::Done;
use super::bar::Verdicts;

/// Change right answers a little, and see whether tests notice.
///
/// Whatever compiles and passes is a gap in a proof, or is declared in
/// `solutions/CHAPTER/SLUG.equivalent`.
///
/// What is known is kept in `target/kata/mutants.jsonl`: stopped and started again, it goes on.
#[derive(Args)]
pub struct Arguments {
    /// Katas or chapters: `gather`, `c05_concurrency`, `c05`. None for all.
    katas: Vec<String>,
    /// Say which mutants there are, and judge none.
    #[arg(long)]
    list: bool,
    /// Judge none, and tell what earlier runs found.
    #[arg(long, conflicts_with_all = ["list", "sample"])]
    known: bool,
    /// Make only the changes of this operator. Can be given several times.
    #[arg(long, value_name = "NAME")]
    operator: Vec<String>,
    /// Judge N mutants of each kata that compile, and not all.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,
    /// What the sample is drawn by; without it, one that changes with the answers only.
    #[arg(long, value_name = "S", requires = "sample")]
    seed: Option<u64>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    json: bool,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let named = |name: &String| {
        operator(name).ok_or_else(|| MutateError::UnknownOperator { name: name.clone() })
    };
    let options = Options {
        katas: course.select(&arguments.katas)?,
        operators: match arguments.operator.as_slice() {
            [] => OPERATORS.to_vec(),
            names => names.iter().map(named).collect::<Result<_, _>>()?,
        },
        sample: arguments.sample.map(|of_each| of_each as usize),
        seed: arguments.seed,
        known: arguments.known,
        limits: Limits {
            // Many a mutant computes for ever. No proof takes half of this.
            run: Duration::from_secs(20),
            ..Limits::default()
        },
    };
    if arguments.list {
        let mutants = list(&course, &options)?;
        let mut out = stdout().lock();
        if arguments.json {
            writeln!(out, "{}", serde_json::to_string(&mutants)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        for mutant in &mutants {
            writeln!(out, "{mutant}\n")?;
        }
        writeln!(out, "{} mutants", mutants.len())?;
        return Ok(ExitCode::SUCCESS);
    }
    let bar = Verdicts::new("{bar:24} {pos}/{len} {prefix}, {eta} left: {msg}");
    let report = mutate(&course, &options, &|stage| show(&bar, stage))?;
    drop(bar);
    let mut out = stdout().lock();
    match arguments.json {
        true => writeln!(out, "{}", serde_json::to_string(&report)?)?,
        false => writeln!(out, "{report}")?,
    }
    Ok(ExitCode::from(u8::from(!report.is_sound())))
}

/// Shows a stage of the search.
fn show(bar: &Verdicts, stage: Stage<'_>) {
    match stage {
        Stage::Compiling { done: 0, of } => {
            bar.about("compile".to_owned());
            bar.begin(of);
        }
        Stage::Compiling { done, .. } => bar.reach(done),
        Stage::Planned(mutants) => bar.begin(mutants),
        Stage::Round { number, of } => bar.about(format!("round {number} of {of}")),
        Stage::Bench(step) => bar.show(step),
        _ => (),
    }
}
