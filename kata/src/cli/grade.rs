//! `cargo kata grade`: judge what others handed in.

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use kata::course::Course;
use kata::grade::{GradeError, Grader, Policy, Report, Submission};

use super::Done;
use super::bar::Waiting;

/// The policy that holds when none is named and the course has one.
const POLICY: &str = "grading.toml";

/// Judge submissions: checkouts of the course, or folders laid out like `src/`.
#[derive(Args)]
pub struct Arguments {
    /// The submissions' folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print one JSON object a submission, a line each, and nothing else.
    #[arg(long)]
    json: bool,
    /// Which katas count, and for how much; grading.toml in the course where it is there.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The seed that durations, sizes and interleavings vary by; drawn where none is given.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let policy = policy(&course, arguments)?;
    let mut submissions = Vec::new();
    for path in &arguments.paths {
        let submission = Submission::take(&course, path)?;
        let name = &submission.name;
        if submissions
            .iter()
            .any(|other: &Submission| other.name == *name)
        {
            return Err(GradeError::Twice { name: name.clone() }.into());
        }
        submissions.push(submission);
    }
    let seed = arguments
        .seed
        .unwrap_or_else(|| u64::from(getrandom::u32().unwrap_or(1)));
    let waiting = Waiting::new();
    let mut grader = Grader::open(&course, policy, seed, &|step| waiting.show(step))?;
    for submission in &submissions {
        let report = grader.grade(submission, &|step| waiting.show(step))?;
        let mut out = stdout().lock();
        match arguments.json {
            true => writeln!(out, "{}", serde_json::to_string(&report)?)?,
            false => writeln!(out, "{}", summary(&report))?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn policy(course: &Course, arguments: &Arguments) -> Result<Policy, GradeError> {
    let own = course.root().join(POLICY);
    match &arguments.policy {
        Some(path) => Policy::read(course, path),
        None if own.is_file() => Policy::read(course, &own),
        None => Ok(Policy::stars(course)),
    }
}

fn summary(report: &Report) -> String {
    let mut text = format!(
        "{}  {} of {}\n",
        report.submission, report.score, report.max_score
    );
    for kata in &report.katas {
        let right = kata.tests.iter().filter(|test| test.passed).count();
        let behaviours = match kata.tests.len() {
            0 => String::new(),
            all => format!(", {right} of {all} behaviours"),
        };
        let verdict = format!("{:?}", kata.verdict);
        text += &format!(
            "  {:<20} {:>5} of {:<5} {verdict}{behaviours}\n",
            kata.slug,
            kata.score.to_string(),
            kata.max_score.to_string(),
        );
    }
    for note in &report.notes {
        text += &format!("  note: {note}\n");
    }
    text + &format!("  seed {}, sandbox: {}", report.seed, report.sandbox)
}
