//! How verdicts look: in colour on a terminal, plain everywhere else (NO_COLOR and CLICOLOR hold).

use console::style;

use kata::bench::{Judgement, TestOutcome, TestResult, Verdict};
use kata::course::{Course, Entry, KataId};
use kata::learn::{Own, State};

use super::behaviours::Behaviours;
use super::compiling;

/// So many lines are shown of what an answer prints.
const MOST_LINES: usize = 20;
/// The columns of the progress bar.
const BAR: usize = 24;

/// How one goes on from a verdict: what to type, or which key to press.
#[derive(Clone, Copy, Debug)]
pub struct Ways<'k> {
    keys: bool,
    /// An edition for students has nothing to compare with.
    compare: bool,
    /// Where a key goes on to.
    next: Option<&'k KataId>,
}

impl<'k> Ways<'k> {
    /// By commands.
    pub fn commands(course: &Course, kata: &KataId) -> Self {
        Ways {
            keys: false,
            compare: course.reference(kata).is_file(),
            next: None,
        }
    }

    /// By the keys of `watch`, one of which goes on to the next kata that is open.
    pub fn keys(course: &Course, kata: &KataId, next: Option<&'k KataId>) -> Self {
        Ways {
            keys: true,
            next,
            ..Ways::commands(course, kata)
        }
    }

    fn when_green(self, slug: &str) -> String {
        if !self.keys {
            return match self.compare {
                true => format!("cargo kata compare {slug}"),
                false => "On to the next: cargo kata".to_owned(),
            };
        }
        let next = match self.next {
            Some(next) => format!("n goes on to {}", next.slug),
            None => "Every kata is green".to_owned(),
        };
        match self.compare {
            true => format!("{next}, c compares it with ours."),
            false => format!("{next}."),
        }
    }

    /// What matters most, and the rest in the order in which it does. The first stands at the end
    /// that is in sight: the screen of `watch` shows where a long text begins, a terminal after a
    /// command where it ends.
    fn laid<const N: usize>(self, first: String, rest: [String; N]) -> String {
        let mut parts: Vec<&str> = Vec::from([&*first]);
        parts.extend(rest.iter().map(String::as_str));
        if !self.keys {
            parts.reverse();
        }
        let parts = parts.into_iter().map(str::trim_end);
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        parts.join("\n\n") + "\n"
    }

    /// That the file is not there, and how it comes back.
    pub fn gone(self, course: &Course, kata: &KataId) -> String {
        let file = course.shown(&course.stub(kata));
        format!("{file} is gone: {}", self.when_gone(&kata.slug))
    }

    fn when_gone(self, slug: &str) -> String {
        match self.keys {
            true => "r brings the stub back".to_owned(),
            false => format!("`cargo kata reset {slug}` brings the stub back"),
        }
    }

    fn when_stuck(self, slug: &str) -> String {
        match self.keys {
            true => "stuck? h opens a hint".to_owned(),
            false => format!("stuck? cargo kata hint {slug}"),
        }
    }
}

/// The bar over the course: katas and stars.
pub fn course(course: &Course, own: &Own<'_>) -> String {
    let green = |kata: &&KataId| own.state(kata) == State::Green;
    let katas = course.katas();
    let done = katas.iter().filter(green).count();
    let stars = |katas: &mut dyn Iterator<Item = &KataId>| -> usize {
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
pub fn judgement(course: &Course, judgement: &Judgement, ways: Ways<'_>) -> String {
    let file = course.shown(&course.stub(&judgement.kata));
    let slug = &judgement.kata.slug;
    let mut text = String::new();
    match judgement.verdict {
        Verdict::NotWritten if judgement.origin.is_none() => {
            let gone = style(format!("{file} is gone")).yellow();
            return format!("{gone}: {}\n", ways.when_gone(slug));
        }
        Verdict::NotWritten => {
            text += &format!(
                "{}: open {}\n",
                style("not written yet").yellow(),
                todo(course, judgement)
            );
        }
        Verdict::DoesNotCompile => {
            let (changed, errors) = compiling::errors(course, judgement);
            let what = style("does not compile").red().bold();
            text += &ways.laid(format!("{changed}{what}: {file}"), [errors]);
        }
        _ => text += &verdict(course, judgement, &file, ways),
    }
    // What brought a test down stands at that test.
    let incomplete = |test: &TestResult| test.outcome == TestOutcome::Incomplete;
    if !judgement.reason.is_empty() && !judgement.tests.iter().any(incomplete) {
        text += &format!("{}\n", judgement.reason);
    }
    match judgement.verdict {
        // Says so beside its count.
        Verdict::Passed => text,
        _ => text + &format!("{}\n", style(ways.when_stuck(slug)).dim()),
    }
}

/// What the tests said: first of all the picture and its cause.
fn verdict(course: &Course, judgement: &Judgement, file: &str, ways: Ways<'_>) -> String {
    // What is wrong with the course is told to whoever maintains it.
    let promised = course.promised(&judgement.kata).unwrap_or_default();
    let told = Behaviours::of(judgement, &promised, file, ways.keys);
    let green = match judgement.verdict {
        Verdict::Passed => format!(
            "{} {}\n",
            style("green.").green().bold(),
            ways.when_green(&judgement.kata.slug)
        ),
        _ => String::new(),
    };
    let first = told.count + &green + &told.report;
    let rest = [
        printed(&judgement.output),
        compiling::warnings(judgement),
        told.list,
    ];
    ways.laid(first, rest)
}

/// What the answer printed in all of its tests, of much the end.
fn printed(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    if lines.is_empty() {
        return String::new();
    }
    let shown = &lines[lines.len().saturating_sub(MOST_LINES)..];
    let mut text = format!("{}\n", style("your code printed").bold());
    if let left_out @ 1.. = lines.len() - shown.len() {
        text += &format!("{}\n", style(format!("… {left_out} lines before")).dim());
    }
    for line in shown {
        let line = console::strip_ansi_codes(line);
        let visible = |c: char| match c.is_control() && c != '\t' {
            true => c.escape_default().to_string(),
            false => c.to_string(),
        };
        text += &line.chars().map(visible).collect::<String>();
        text.push('\n');
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
