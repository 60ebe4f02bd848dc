//! `cargo kata compare`: your answer beside the reference, once it is green.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use console::{Term, pad_str, style};
use similar::ChangeTag;
use tokio_lab_timeline::{Style, Timeline};

use kata::bench::{Answer, AnswerSet, Bench, Judgement, Progress, Run, StandIns, Verdict};
use kata::course::{Course, KataId, first_line};
use kata::learn::{Own, State, body, changes};

use super::Done;
use super::bar::Waiting;
use super::output::say;
use super::paint::Ways;

/// Two pictures stand side by side where the terminal has so many columns for each.
const SIDE: usize = 56;

/// What is said in an edition for students.
const NOTHING_TO_COMPARE: &str = "this edition of the course has no solutions to compare with";

/// Compare your answer with the reference, and see the alternatives.
#[derive(Args)]
pub struct Arguments {
    /// The kata. None for the one that was shown last.
    kata: Option<String>,
    /// Also before it is green.
    #[arg(long)]
    anyway: bool,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let mut own = Own::open(&course)?;
    let Some(kata) = own.named(arguments.kata.as_deref())?.or(own.at_hand()) else {
        return Err("every kata is green: name the one to compare".into());
    };
    if !course.reference(kata).is_file() {
        return Err(NOTHING_TO_COMPARE.into());
    }
    if own.state(kata) == State::Gone {
        return Err(Ways::commands(&course, kata).gone(&course, kata).into());
    }
    let waiting = Waiting::new();
    if own.state(kata) == State::Unknown {
        own.judge(std::slice::from_ref(kata), &|step| waiting.show(step))?;
    }
    if own.state(kata) != State::Green && !arguments.anyway {
        drop(waiting);
        let slug = &kata.slug;
        say(format!(
            "{slug} is not green yet. Its hints: cargo kata hint {slug}\n\
             To see the answer all the same: cargo kata compare {slug} --anyway\n"
        ))?;
        return Ok(ExitCode::FAILURE);
    }
    let width = usize::from(Term::stdout().size().1);
    let ways = Ways::commands(&course, kata);
    let text = text(&course, kata, ways, width, &|step| waiting.show(step))?;
    drop(waiting);
    say(text)?;
    Ok(ExitCode::SUCCESS)
}

/// The difference between the answer and the reference, what both did, and the alternatives.
pub fn text(
    course: &Course,
    kata: &KataId,
    ways: Ways<'_>,
    width: usize,
    progress: &Progress<'_>,
) -> Result<String, Box<dyn Error>> {
    let (own, reference) = (course.stub(kata), course.reference(kata));
    if !reference.is_file() {
        return Err(NOTHING_TO_COMPARE.into());
    }
    // It may go after it was green.
    if !own.exists() {
        return Err(ways.gone(course, kata).into());
    }
    let mine = judge(course, kata, &own, progress)?;
    let theirs = judge(course, kata, &reference, progress)?;
    let read = |path: &Path| {
        let source = fs::read_to_string(path);
        let source = source.map_err(|error| format!("cannot read {}: {error}", course.shown(path)));
        source.map(|source| body(&source))
    };
    let (minus, plus) = (style("-").red(), style("+").green());
    let mut text = format!("{minus} yours   {plus} {}\n\n", course.shown(&reference));
    text += &difference(&read(&own)?, &read(&reference)?);
    if let Some((test, mine, theirs)) = pictures(mine.as_ref(), theirs.as_ref()) {
        text += &format!("\n{}\n\n", style(test.replace('_', " ")).bold());
        text += &beside(&mine, &theirs, width);
    }
    let alternatives = course.alternatives(kata)?;
    if !alternatives.is_empty() {
        text += &format!("\n{}\n", style("Other right answers").bold());
        for path in alternatives {
            let source = fs::read_to_string(&path)?;
            text += &format!("  {}\n      {}\n", course.shown(&path), first_line(&source));
        }
    }
    Ok(text)
}

fn judge(
    course: &Course,
    kata: &KataId,
    path: &Path,
    progress: &Progress<'_>,
) -> Result<Option<Judgement>, Box<dyn Error>> {
    let mut answers = AnswerSet::new();
    answers.insert(kata.clone(), Answer::read(path)?);
    let mut bench = Bench::open(course, "learn", StandIns::Nothing, progress)?;
    let judged = bench.judge(&answers, &Run::default(), progress)?;
    Ok(judged.into_iter().next())
}

fn difference(mine: &str, theirs: &str) -> String {
    let mut text = String::new();
    for (tag, pieces) in changes(mine, theirs) {
        let sign = match tag {
            ChangeTag::Delete => style("-").red(),
            ChangeTag::Insert => style("+").green(),
            ChangeTag::Equal => style(" "),
        };
        text += &format!("{sign} ");
        for (changed, piece) in pieces {
            let piece = match tag {
                ChangeTag::Delete => style(piece).red(),
                ChangeTag::Insert => style(piece).green(),
                ChangeTag::Equal => style(piece).dim(),
            };
            text += &if changed {
                piece.bold().underlined()
            } else {
                piece
            }
            .to_string();
        }
        text += "\n";
    }
    text
}

/// The first test that drew something in both runs: its name, and what each drew.
fn pictures(
    mine: Option<&Judgement>,
    theirs: Option<&Judgement>,
) -> Option<(String, Timeline, Timeline)> {
    let drawn = |timeline: &Timeline| timeline.lanes.iter().any(|lane| !lane.items.is_empty());
    let (mine, theirs) = (mine?, theirs?);
    if mine.verdict == Verdict::DoesNotCompile {
        return None;
    }
    mine.tests.iter().find_map(|test| {
        let other = theirs.test(&test.name)?;
        let both = drawn(&test.actual) && drawn(&other.actual);
        both.then(|| (test.name.clone(), test.actual.clone(), other.actual.clone()))
    })
}

fn beside(mine: &Timeline, theirs: &Timeline, width: usize) -> String {
    let wide = width >= 2 * SIDE;
    let style_of = Style {
        colour: console::colors_enabled(),
        width: SIDE,
        ..Style::default()
    };
    let (mine, theirs) = (mine.draw(style_of), theirs.draw(style_of));
    if !wide {
        return format!("yours\n{mine}\nreference\n{theirs}");
    }
    let mut text = format!(
        "{}reference\n",
        pad_str("yours", SIDE, console::Alignment::Left, None)
    );
    let (left, right): (Vec<_>, Vec<_>) = (mine.lines().collect(), theirs.lines().collect());
    for row in 0..left.len().max(right.len()) {
        let cell = |lines: &[&str]| lines.get(row).copied().unwrap_or("").to_owned();
        let padded = pad_str(&cell(&left), SIDE, console::Alignment::Left, None).into_owned();
        text += &format!("{padded}{}\n", cell(&right));
    }
    text
}
