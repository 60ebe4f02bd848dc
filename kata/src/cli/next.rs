//! `cargo kata`: how far you are, and the first kata that is not green.

use std::process::ExitCode;

use clap::Args;

use kata::bench::{Judgement, Verdict};
use kata::course::{Course, KataId};
use kata::learn::Own;

use super::bar::Waiting;
use super::{Done, paint};

#[derive(Args)]
pub struct Arguments {
    /// One kata, by its slug or a part of it. None for the first that is not green.
    kata: Option<String>,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let mut own = Own::open(&course)?;
    let shown = match &arguments.kata {
        Some(name) => Some(judge(&mut own, course.one(name)?)?),
        None => first_red(&course, &mut own)?,
    };
    println!("{}\n", paint::course(&course, &own));
    let Some(shown) = shown else {
        println!("Every kata is green. Compare any of them: cargo kata compare SLUG");
        return Ok(ExitCode::SUCCESS);
    };
    println!("{}\n", paint::title(course.entry(&shown.kata), &shown));
    print!("{}", paint::judgement(&course, &shown));
    Ok(ExitCode::from(u8::from(shown.verdict != Verdict::Passed)))
}

/// Judges whatever is written and not known, then the first kata that is not green.
fn first_red(
    course: &Course,
    own: &mut Own<'_>,
) -> Result<Option<Judgement>, Box<dyn std::error::Error>> {
    let unknown = own.unknown();
    let mut judged = Vec::new();
    if !unknown.is_empty() {
        let waiting = Waiting::new();
        judged = own.judge(&unknown, &|step| waiting.show(step))?;
    }
    let Some(first) = own.first_open() else {
        return Ok(None);
    };
    debug_assert!(course.katas().contains(first));
    match judged
        .into_iter()
        .find(|judgement| judgement.kata == *first)
    {
        Some(judgement) => Ok(Some(judgement)),
        None => judge(own, first).map(Some),
    }
}

fn judge(own: &mut Own<'_>, kata: &KataId) -> Result<Judgement, Box<dyn std::error::Error>> {
    let waiting = Waiting::new();
    let judged = own.judge(std::slice::from_ref(kata), &|step| waiting.show(step))?;
    judged
        .into_iter()
        .next()
        .ok_or_else(|| format!("{kata} is not in the course").into())
}
