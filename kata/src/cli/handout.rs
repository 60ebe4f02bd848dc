//! `cargo kata handout`: the course as students get it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use kata::course::Course;
use kata::handout::hand_out;

use super::Done;

/// Write the course as students get it: without solutions, alternatives and mistakes.
#[derive(Args)]
pub struct Arguments {
    /// The folder to write it into; new, or empty.
    folder: PathBuf,
    /// The chapters to hand out; all by themselves. `c05` is enough of a name.
    #[arg(long, value_name = "CHAPTER", value_delimiter = ',', num_args = 1..)]
    chapters: Vec<String>,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let katas = hand_out(&course, &arguments.chapters, &arguments.folder)?;
    println!("{katas} katas in {}", arguments.folder.display());
    Ok(ExitCode::SUCCESS)
}
