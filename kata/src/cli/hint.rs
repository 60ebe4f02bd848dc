//! `cargo kata hint`: one step of the ladder at a time.

use std::process::ExitCode;

use clap::Args;
use console::style;

use kata::course::{Course, KataId, sections_of};
use kata::learn::{Own, State};

use super::Done;
use super::output::say_line;
use super::width::columns;

/// Open the next hint of a kata: a nudge, the API, a sketch.
#[derive(Args)]
pub struct Arguments {
    /// The kata. None for the one that was shown last.
    kata: Option<String>,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let mut own = Own::open(&course)?;
    let mut before = String::new();
    let kata = match own.named(arguments.kata.as_deref())? {
        Some(kata) => kata,
        None => match own.at_hand() {
            // What is green needs no hint.
            Some(kata) if own.state(kata) != State::Green => kata,
            at_hand => match own.first_open() {
                Some(kata) => {
                    if let Some(green) = at_hand {
                        let (green, open) = (&green.slug, &kata.slug);
                        before = format!("{green} is green; the next that is not is {open}.\n\n");
                    }
                    kata
                }
                None => {
                    say_line("Every kata is green: there is nothing to hint at.")?;
                    return Ok(ExitCode::SUCCESS);
                }
            },
        },
    };
    let hint = open(&course, &mut own, kata)?;
    say_line(before + &hint)?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the next hint of a kata, or shows the last one again: its text, and how many are left.
pub fn open(
    course: &Course,
    own: &mut Own<'_>,
    kata: &KataId,
) -> Result<String, Box<dyn std::error::Error>> {
    let section = course.section(kata)?.unwrap_or_default();
    let hints = section.hints;
    let opened = own.progress.of(&kata.slug).map_or(0, |known| known.hints);
    let now = (opened + 1).min(hints.len());
    let Some(hint) = now.checked_sub(1).and_then(|last| hints.get(last)) else {
        let file = sections_of(&kata.chapter);
        return Err(format!("{file} has no hints for `{}`", kata.slug).into());
    };
    own.progress.hinted(&kata.slug, now);
    own.progress.save()?;
    let more = match hints.len() - now {
        0 => "That was the last hint.".to_owned(),
        1 => "1 hint is left.".to_owned(),
        left => format!("{left} hints are left."),
    };
    let (slug, text) = (style(&kata.slug).bold(), folded(hint.text.trim()));
    Ok(format!(
        "{slug} {}\n\n{text}\n\n{}",
        hint.title,
        style(more).dim()
    ))
}

/// Paragraphs as wide as the terminal; lists, tables and code as they are.
fn folded(markdown: &str) -> String {
    let paragraphs = markdown.split("\n\n").map(|paragraph| {
        let prose = paragraph
            .lines()
            .all(|line| line.starts_with(|c: char| c.is_alphanumeric() || "`*_[(".contains(c)));
        match prose && !paragraph.starts_with("```") {
            true => textwrap::fill(&paragraph.replace('\n', " "), columns()),
            false => paragraph.to_owned(),
        }
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}
