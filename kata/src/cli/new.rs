//! `cargo kata new`: the files of a new kata, for maintainers.

use std::process::ExitCode;

use clap::Args;

use kata::course::Course;
use kata::learn::scaffold;

use super::Done;

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
    for path in &done.created {
        println!("new      {}", course.shown(path));
    }
    for path in &done.changed {
        println!("changed  {}", course.shown(path));
    }
    println!("\nFill them in, then: cargo kata verify {}", arguments.slug);
    Ok(ExitCode::SUCCESS)
}
