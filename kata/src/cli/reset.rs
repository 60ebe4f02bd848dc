//! `cargo kata reset`: the stub again, with the answer kept.

use std::io::{BufRead, IsTerminal, Write, stdin, stdout};
use std::process::ExitCode;

use clap::Args;

use kata::course::Course;
use kata::learn::{Pristine, keep};

use super::Done;

/// Put the stub of a kata back; your answer is kept in a file of its own.
#[derive(Args)]
pub struct Arguments {
    /// The kata.
    kata: String,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let kata = course.one(&arguments.kata)?;
    let stub = Pristine::of(&course).stub(kata)?;
    let file = course.stub(kata);
    if std::fs::read_to_string(&file).is_ok_and(|now| now == stub) {
        println!("{} is the stub already.", course.shown(&file));
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.yes && stdin().is_terminal() && !confirmed(&course.shown(&file))? {
        println!("Nothing was changed.");
        return Ok(ExitCode::SUCCESS);
    }
    if file.exists() {
        println!(
            "Your answer is kept in {}.",
            course.shown(&keep(&course, kata)?)
        );
    }
    std::fs::write(&file, stub)
        .map_err(|error| format!("cannot write {}: {error}", course.shown(&file)))?;
    println!("{} is the stub again.", course.shown(&file));
    Ok(ExitCode::SUCCESS)
}

fn confirmed(file: &str) -> Result<bool, std::io::Error> {
    print!("Put the stub back into {file}? Your answer is kept. [y/N] ");
    stdout().flush()?;
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}
