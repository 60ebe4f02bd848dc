//! `cargo kata handout`: the course as students get it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use kata::course::Course;
use kata::grade::Requirement;
use kata::handout::hand_out;

use super::Done;
use super::output::print_line;

/// Write the course as students get it, without answers.
///
/// Solutions, alternatives and mistakes are left out.
#[derive(Args)]
pub struct Arguments {
    /// The folder to write it into; new, or empty.
    folder: PathBuf,
    /// The chapters to hand out; all by themselves. `c05` is enough of a name.
    #[arg(long, value_name = "CHAPTER,…", value_delimiter = ',')]
    chapters: Vec<String>,
    /// What makes the CI of a student's repository green: `nothing` is needed, what was `begun` is
    /// right, `all` is, or so much of the points, `50%`.
    #[arg(long, value_name = "RULE", default_value_t)]
    ci: Requirement,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let katas = hand_out(
        &course,
        &arguments.chapters,
        arguments.ci,
        &arguments.folder,
    )?;
    print_line(format!("{katas} katas in {}", arguments.folder.display()))?;
    Ok(ExitCode::SUCCESS)
}
