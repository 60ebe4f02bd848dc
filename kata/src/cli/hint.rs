//! `cargo kata hint`: one step of the ladder at a time.

use std::process::ExitCode;

use clap::Args;
use console::style;

use kata::course::Course;
use kata::learn::Own;

use super::Done;

/// Open the next hint of a kata: a nudge, the API, a sketch.
#[derive(Args)]
pub struct Arguments {
    /// The kata. None for the first that is not green.
    kata: Option<String>,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let mut own = Own::open(&course)?;
    let kata = match &arguments.kata {
        Some(name) => course.one(name)?,
        None => match own.first_open() {
            Some(kata) => kata,
            None => {
                println!("Every kata is green: there is nothing to hint at.");
                return Ok(ExitCode::SUCCESS);
            }
        },
    };
    let hints = course.entry(kata).map_or(&[][..], |entry| &entry.hints);
    if hints.is_empty() {
        return Err(format!("KATAS.md has no hints for `{}`", kata.slug).into());
    }
    let opened = own.progress.of(&kata.slug).map_or(0, |known| known.hints);
    let now = (opened + 1).min(hints.len());
    for hint in &hints[now - 1..now] {
        println!(
            "{} {}\n\n{}\n",
            style(&kata.slug).bold(),
            hint.title,
            hint.text.trim()
        );
    }
    let left = hints.len() - now;
    let more = match left {
        0 => "That was the last hint.".to_owned(),
        1 => "1 hint is left.".to_owned(),
        left => format!("{left} hints are left."),
    };
    println!("{}", style(more).dim());
    own.progress.hinted(&kata.slug, now);
    own.progress.save()?;
    Ok(ExitCode::SUCCESS)
}
