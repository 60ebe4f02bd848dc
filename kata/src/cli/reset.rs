//! `cargo kata reset`: the stub again, with the answer kept.

use std::process::ExitCode;

use clap::Args;

use kata::course::{Course, KataId};
use kata::learn::{Own, Pristine, keep};

use super::Done;
use super::asking::confirmed;
use super::output::{say, say_line};

/// Put the stub of a kata back; your answer is kept.
#[derive(Args)]
pub struct Arguments {
    /// The kata. None for the one that was shown last.
    kata: Option<String>,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let own = Own::open(&course)?;
    let Some(kata) = own.named(arguments.kata.as_deref())?.or(own.at_hand()) else {
        return Err("every kata is green: name the one to reset".into());
    };
    let stub = Pristine::of(&course).stub(kata)?;
    let file = course.stub(kata);
    if std::fs::read_to_string(&file).is_ok_and(|now| now == stub) {
        say_line(format!("{} is the stub already.", course.shown(&file)))?;
        return Ok(ExitCode::SUCCESS);
    }
    let question = format!(
        "Put the stub back into {}? Your answer is kept.",
        course.shown(&file)
    );
    // Where the file is gone there is nothing to lose.
    if !arguments.yes && file.exists() && !confirmed(&question)? {
        say_line("Nothing was changed.")?;
        return Ok(ExitCode::SUCCESS);
    }
    say(back_to_stub(&course, kata)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps the answer, puts the stub in its place, and says so.
pub fn back_to_stub(course: &Course, kata: &KataId) -> Result<String, Box<dyn std::error::Error>> {
    let stub = Pristine::of(course).stub(kata)?;
    let file = course.stub(kata);
    let mut text = String::new();
    if file.exists() {
        let kept = keep(course, kata)?;
        text += &format!("Your answer is kept in {}.\n", course.shown(&kept));
    }
    std::fs::write(&file, stub)
        .map_err(|error| format!("cannot write {}: {error}", course.shown(&file)))?;
    text += &format!("{} is the stub again.\n", course.shown(&file));
    Ok(text)
}
