//! `cargo kata new`: the files of a new kata, for maintainers.

use std::process::ExitCode;

use clap::Args;

use kata::course::Course;
use kata::learn::scaffold;

use super::Done;
use super::output::print;

/// For maintainers: begin a kata in all four wings and KATAS.md.
#[derive(Args)]
pub struct Arguments {
    /// The chapter: `c05_concurrency` or `c05`.
    chapter: String,
    /// The slug, unique in the course.
    slug: String,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let done = scaffold(&course, &arguments.chapter, &arguments.slug)?;
    let mut text = String::new();
    for (what, paths) in [("new    ", &done.created), ("changed", &done.changed)] {
        for path in paths {
            text += &format!("{what}  {}\n", course.shown(path));
        }
    }
    print(
        text + &format!(
            "\nFill them in, then: cargo kata verify {}\n",
            arguments.slug
        ),
    )?;
    Ok(ExitCode::SUCCESS)
}
