//! `cargo kata`: how far you are, and the first kata that is not green.

use std::error::Error;
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use console::style;

use kata::bench::{Judgement, Verdict};
use kata::course::{Course, CourseError, KataId, nearest};
use kata::learn::Own;

use super::bar::Waiting;
use super::output::say;
use super::paint::Ways;
use super::{CargoKata, Done, paint};

/// What other tools call what this one does without a command.
const SHOWS: [&str; 5] = ["check", "next", "run", "start", "test"];
/// So many katas are named that have become green.
const MOST_NAMES: usize = 3;

#[derive(Args)]
pub struct Arguments {
    /// A kata, by its slug, a part of it or its file; or a chapter.
    ///
    /// None for the first that is not green.
    kata: Option<String>,
    /// Whatever else is typed by mistake.
    #[arg(hide = true)]
    rest: Vec<String>,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let mut own = Own::open(&course)?;
    let mut mended = String::new();
    let shown = match (arguments.kata.as_deref(), arguments.rest.as_slice()) {
        (None, _) => {
            let (green, open) = first_red(&mut own)?;
            mended = now_green(&course, &green);
            open
        }
        (Some(name), []) => {
            let kata = own.named(Some(name))?;
            kata.map(|kata| judge(&mut own, kata)).transpose()?
        }
        (Some(first), rest) => return Err(several(&own, first, rest)),
    };
    let mut text = format!("{mended}{}\n\n", paint::course(&course, &own));
    let Some(shown) = shown else {
        text += "Every kata is green. Compare any of them: cargo kata compare SLUG\n";
        say(text)?;
        return Ok(ExitCode::SUCCESS);
    };
    own.progress.take_up(&shown.kata.slug);
    // Where that cannot be remembered, the next command asks for a name.
    let _ = own.progress.save();
    text += &format!("{}\n\n", paint::title(course.entry(&shown.kata), &shown));
    text += &paint::judgement(&course, &shown, Ways::commands(&course, &shown.kata));
    say(text)?;
    Ok(ExitCode::from(u8::from(shown.verdict != Verdict::Passed)))
}

/// Says which katas have just become green.
fn now_green(course: &Course, katas: &[KataId]) -> String {
    let slugs: Vec<&str> = katas.iter().map(|kata| &*kata.slug).collect();
    let said = match slugs.as_slice() {
        [] => return String::new(),
        [slug] if course.reference(&katas[0]).is_file() => {
            format!("{slug} is green (cargo kata compare {slug})")
        }
        [slug] => format!("{slug} is green"),
        [others @ .., last] if slugs.len() <= MOST_NAMES => {
            format!("{} and {last} are green", others.join(", "))
        }
        _ => format!(
            "{} katas are green that were not judged before",
            slugs.len()
        ),
    };
    format!("{}\n\n", style(said + ".").green())
}

/// Judges whatever is written and not known, then the first kata that is not green. Gives those that
/// have become green as well.
fn first_red(own: &mut Own<'_>) -> Result<(Vec<KataId>, Option<Judgement>), Box<dyn Error>> {
    let unknown = own.unknown();
    let mut judged = Vec::new();
    if !unknown.is_empty() {
        let waiting = Waiting::new();
        judged = own.judge(&unknown, &|step| waiting.show(step))?;
    }
    let green = judged
        .iter()
        .filter(|judgement| judgement.verdict == Verdict::Passed)
        .map(|judgement| judgement.kata.clone())
        .collect();
    let Some(first) = own.first_open() else {
        return Ok((green, None));
    };
    let open = match judged
        .into_iter()
        .find(|judgement| judgement.kata == *first)
    {
        Some(judgement) => judgement,
        None => judge(own, first)?,
    };
    Ok((green, Some(open)))
}

fn judge(own: &mut Own<'_>, kata: &KataId) -> Result<Judgement, Box<dyn Error>> {
    let waiting = Waiting::new();
    let judged = own.judge(std::slice::from_ref(kata), &|step| waiting.show(step))?;
    judged
        .into_iter()
        .next()
        .ok_or_else(|| format!("{kata} is not in the course").into())
}

/// What to say where two words stand that belong to no command.
fn several(own: &Own<'_>, first: &str, rest: &[String]) -> Box<dyn Error> {
    let commands = CargoKata::command();
    let is_command = |word: &&String| commands.find_subcommand(word).is_some();
    match own.named(Some(first)) {
        Ok(_) if rest.first().is_some_and(|word| is_command(&word)) => format!(
            "the command comes first: did you mean `cargo kata {} {first}`?",
            rest[0]
        )
        .into(),
        Ok(_) => "one kata or chapter at a time: name only the first".into(),
        Err(error) => meant(error, rest),
    }
}

/// A name that means nothing may be a mistyped command, with what follows it.
pub fn meant(error: CourseError, rest: &[String]) -> Box<dyn Error> {
    if let CourseError::UnknownKata { name, .. } = &error
        && SHOWS.contains(&&*name.to_lowercase())
    {
        return format!("there is no command `{name}`: `cargo kata` alone shows the next kata")
            .into();
    }
    let CourseError::UnknownKata {
        name,
        nearest: kata,
    } = &error
    else {
        return error.into();
    };
    let commands = CargoKata::command();
    let commands = commands.get_subcommands().filter(|one| !one.is_hide_set());
    let commands: Vec<&str> = commands.map(clap::Command::get_name).collect();
    let words = commands.iter().copied().chain(kata.as_deref());
    match nearest(&name.to_lowercase(), words) {
        Some(command) if commands.contains(&&*command) => {
            let rest: String = rest.iter().map(|word| format!(" {word}")).collect();
            format!(
                "`{name}` is no command, no kata and no chapter: did you mean `cargo kata \
                 {command}{rest}`?"
            )
            .into()
        }
        _ => error.into(),
    }
}
