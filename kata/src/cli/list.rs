//! `cargo kata list`: every kata and its state, from what is remembered: nothing is built.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use console::style;
use serde::Serialize;

use kata::bench::Verdict;
use kata::course::{Course, KataId};
use kata::learn::{Own, State};

use super::output::{print_line, say};
use super::{Done, paint};

/// List chapters and katas with their state and stars.
#[derive(Args)]
pub struct Arguments {
    /// Katas or chapters: `gather`, `c05_concurrency`, `c05`. None for all.
    katas: Vec<String>,
    /// Only those in this state.
    #[arg(long, value_enum)]
    state: Option<Filter>,
    /// Only those with so many stars.
    #[arg(long, value_name = "N")]
    stars: Option<u8>,
    /// Print one JSON array and nothing else.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Filter {
    /// The answer was green.
    Green,
    /// The answer was judged and was not green.
    Red,
    /// The answer was changed since, or never judged.
    Unknown,
    /// There is no answer yet.
    NotWritten,
}

#[derive(Serialize)]
struct Row<'a> {
    slug: &'a str,
    chapter: &'a str,
    stars: u8,
    state: &'static str,
    right: usize,
    behaviours: usize,
    hints_opened: usize,
    file: String,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let own = Own::open(&course)?;
    let stars = |kata: &KataId| course.entry(kata).map_or(0, |entry| entry.stars);
    let mut katas = course.select(&arguments.katas)?;
    katas.retain(|kata| {
        arguments
            .state
            .is_none_or(|filter| filter == filter_of(own.state(kata)))
            && arguments.stars.is_none_or(|wanted| wanted == stars(kata))
    });
    if arguments.json {
        let rows: Vec<Row<'_>> = katas.iter().map(|kata| row(&course, &own, kata)).collect();
        print_line(serde_json::to_string(&rows)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut shown = text(&course, &own, &katas);
    shown += &match katas.is_empty() {
        true => {
            "\nNo kata is like that: leave out --state or --stars, or ask for others.\n".to_owned()
        }
        false => format!("\n{}\n", legend()),
    };
    say(shown)?;
    Ok(ExitCode::SUCCESS)
}

/// The list as people read it.
pub fn text(course: &Course, own: &Own<'_>, katas: &[KataId]) -> String {
    let lines = lines(course, own, katas).into_iter();
    lines.map(|(_, line)| line + "\n").collect()
}

/// The lines of the list, each with the kata that it is about.
pub fn lines<'k>(
    course: &Course,
    own: &Own<'_>,
    katas: &'k [KataId],
) -> Vec<(Option<&'k KataId>, String)> {
    let mut lines = vec![(None, paint::course(course, own))];
    let mut chapter = "";
    for kata in katas {
        if kata.chapter != chapter {
            chapter = &kata.chapter;
            let title = course
                .catalogue()
                .and_then(|catalogue| catalogue.chapters.iter().find(|c| c.slug == *chapter))
                .map_or("", |chapter| &chapter.title);
            lines.push((None, String::new()));
            lines.push((None, format!("{}  {title}", style(chapter).bold())));
        }
        let state = own.state(kata);
        let stars = "★".repeat(
            course
                .entry(kata)
                .map_or(0, |entry| usize::from(entry.stars)),
        );
        let line = format!(
            "  {} {:<20} {stars:<5} {}",
            sign(state),
            kata.slug,
            note(state)
        );
        lines.push((Some(kata), line.trim_end().to_owned()));
    }
    lines
}

/// What the signs mean.
pub fn legend() -> String {
    let of = |state, word: &str| format!("{} {}", sign(state), style(word).dim());
    let red = State::Red {
        verdict: Verdict::Failed,
        right: 0,
        behaviours: 0,
    };
    [
        of(State::Green, "green"),
        of(red, "red"),
        of(State::Unknown, "unknown"),
        of(State::NotWritten, "not written"),
    ]
    .join("  ")
}

fn row<'a>(course: &Course, own: &Own<'_>, kata: &'a KataId) -> Row<'a> {
    let known = own.progress.of(&kata.slug);
    let (right, behaviours) = match own.state(kata) {
        State::Red {
            right, behaviours, ..
        } => (right, behaviours),
        State::Green => known.map_or((0, 0), |known| (known.right, known.behaviours)),
        _ => (0, 0),
    };
    Row {
        slug: &kata.slug,
        chapter: &kata.chapter,
        stars: course.entry(kata).map_or(0, |entry| entry.stars),
        state: match filter_of(own.state(kata)) {
            Filter::Green => "green",
            Filter::Red => "red",
            Filter::Unknown => "unknown",
            Filter::NotWritten => "not_written",
        },
        right,
        behaviours,
        hints_opened: known.map_or(0, |known| known.hints),
        file: course.shown(&course.stub(kata)),
    }
}

fn filter_of(state: State) -> Filter {
    match state {
        State::Green => Filter::Green,
        State::Red { .. } => Filter::Red,
        State::Unknown => Filter::Unknown,
        State::NotWritten | State::Gone => Filter::NotWritten,
    }
}

fn sign(state: State) -> String {
    match state {
        State::Green => style("✓").green().to_string(),
        State::Red { .. } => style("✗").red().to_string(),
        State::Unknown => style("?").yellow().to_string(),
        State::NotWritten | State::Gone => style("·").dim().to_string(),
    }
}

fn note(state: State) -> String {
    match state {
        State::Red {
            verdict,
            right,
            behaviours,
        } if behaviours > 0 => {
            format!("{verdict}, {right} of {behaviours} behaviours right")
        }
        State::Red { verdict, .. } => verdict.to_string(),
        State::Unknown => "changed since it was judged".to_owned(),
        State::Gone => "the file is gone".to_owned(),
        State::Green | State::NotWritten => String::new(),
    }
}
