//! How verdicts look: in colour on a terminal, plain everywhere else (NO_COLOR and CLICOLOR hold).

use console::style;
use lab::timeline::{Style, draw_pair};

use kata::bench::{Judgement, TestOutcome, TestResult, Verdict};
use kata::course::{Course, Entry};
use kata::learn::{Own, State};

/// The columns that pictures take in the lab's own reports.
const WIDTH: usize = 80;
/// The columns of the progress bar.
const BAR: usize = 24;

/// The bar over the course: katas and stars.
pub fn course(course: &Course, own: &Own<'_>) -> String {
    let green = |kata: &&kata::course::KataId| own.state(kata) == State::Green;
    let katas = course.katas();
    let done = katas.iter().filter(green).count();
    let stars = |katas: &mut dyn Iterator<Item = &kata::course::KataId>| -> usize {
        katas
            .filter_map(|kata| course.entry(kata))
            .map(|entry| usize::from(entry.stars))
            .sum()
    };
    let won = stars(&mut katas.iter().filter(green));
    let all = stars(&mut katas.iter());
    let filled = (done * BAR).checked_div(katas.len()).unwrap_or(0);
    format!(
        "{}{} {done} of {} katas, {won} of {all} stars",
        style("█".repeat(filled)).green(),
        style("░".repeat(BAR - filled)).dim(),
        katas.len()
    )
}

/// The line that a kata is announced with.
pub fn title(entry: Option<&Entry>, judgement: &Judgement) -> String {
    let kata = &judgement.kata;
    let stars = "★".repeat(entry.map_or(0, |entry| usize::from(entry.stars)));
    let builds = entry.map_or("", |entry| entry.builds.as_str());
    format!(
        "{} {stars} {}: {builds}",
        style(&kata.slug).bold(),
        style(&kata.chapter).dim()
    )
}

/// Everything that there is to say of a kata: what is right, what is not and why, what to open.
pub fn judgement(course: &Course, judgement: &Judgement) -> String {
    let file = course.shown(&course.stub(&judgement.kata));
    let slug = &judgement.kata.slug;
    let mut text = String::new();
    match judgement.verdict {
        Verdict::NotWritten => {
            text += &format!(
                "{}: open {}\n",
                style("not written yet").yellow(),
                todo(course, judgement)
            );
        }
        Verdict::DoesNotCompile => {
            for error in &judgement.errors {
                text += &format!("{}\n", error.rendered.trim_end());
            }
            text += &format!("\n{}: {file}\n", style("does not compile").red().bold());
        }
        _ => text += &behaviours(judgement),
    }
    if !judgement.reason.is_empty() {
        text += &format!("{}\n", judgement.reason);
    }
    if judgement.verdict == Verdict::Passed {
        text += &format!(
            "{} cargo kata compare {slug}\n",
            style("green.").green().bold()
        );
    } else {
        text += &format!(
            "{}\n",
            style(format!("stuck? cargo kata hint {slug}")).dim()
        );
    }
    text
}

/// The stub's file, with the line of its first `todo!`.
fn todo(course: &Course, judgement: &Judgement) -> String {
    let path = course.stub(&judgement.kata);
    let source = std::fs::read_to_string(&path).unwrap_or_default();
    let line = source
        .lines()
        .position(|line| line.contains("todo!(") && !line.trim_start().starts_with("//"));
    let file = course.shown(&path);
    line.map_or(file.clone(), |line| format!("{file}:{}", line + 1))
}

/// How many are right, what is wrong with the first that is not, then which is which: what matters
/// most has to be in sight on a small terminal.
fn behaviours(judgement: &Judgement) -> String {
    let (right, all) = (judgement.passed(), judgement.tests.len());
    let mut text = format!("{right} of {all} behaviours right\n");
    let wrong = judgement.tests.iter().find(|test| !test.message.is_empty());
    if let Some(wrong) = wrong {
        text += &format!("{}\n", report(wrong));
    }
    for test in &judgement.tests {
        let sentence = test.name.replace('_', " ");
        text += &match test.outcome {
            TestOutcome::Passed => format!("  {} {sentence}\n", style("✓").green()),
            _ => format!("  {} {sentence}\n", style("✗").red()),
        };
    }
    text
}

/// A test's report, with the colours that its test process had no terminal for.
fn report(test: &TestResult) -> String {
    let mut message = test.message.clone();
    if console::colors_enabled()
        && let Some(expected) = &test.expected
    {
        let draw = |colour| {
            draw_pair(
                expected,
                &test.actual,
                Style {
                    colour,
                    width: WIDTH,
                },
            )
        };
        message = message.replace(draw(false).trim_end(), draw(true).trim_end());
    }
    let mut lines = message
        .trim()
        .lines()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    for line in &mut lines {
        if let Some(rest) = line.strip_prefix("not so:") {
            *line = style(format!("not so:{rest}")).red().bold().to_string();
        } else if let Some(rest) = line.strip_prefix("Likely cause:") {
            *line = format!("{}{rest}", style("Likely cause:").bold());
        }
    }
    lines.join("\n") + "\n"
}
