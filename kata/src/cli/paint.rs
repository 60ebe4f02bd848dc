//! How verdicts look: in colour on a terminal, plain everywhere else (NO_COLOR and CLICOLOR hold).

use console::style;
use tokio_lab_timeline::{Style, draw_pair};

use kata::bench::{Judgement, TestOutcome, TestResult, Verdict};
use kata::course::{Course, Entry, KataId, Promised};
use kata::learn::{Own, State};

use super::compiling;
use super::width::{WIDEST, columns, refolded};

/// So many lines are shown of what an answer prints.
const MOST_LINES: usize = 20;
/// So many causes are told besides that of the first behaviour that is not right.
const MOST_CAUSES: usize = 4;
/// So many characters of them: the first tells most.
const LONGEST_CAUSE: usize = 480;
/// What the lines of such a cause begin with.
const BELOW: &str = "      ";
/// What a report begins with.
const HEADLINE: &str = "This should hold, and does not:";
/// The columns of the progress bar.
const BAR: usize = 24;

/// How one goes on from a verdict: what to type, or which key to press.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    keys: bool,
    /// An edition for students has nothing to compare with.
    compare: bool,
}

impl Ways {
    /// By commands.
    pub fn commands(course: &Course, kata: &KataId) -> Self {
        Ways {
            keys: false,
            compare: course.reference(kata).is_file(),
        }
    }

    /// By the keys of `watch`.
    pub fn keys(course: &Course, kata: &KataId) -> Self {
        Ways {
            keys: true,
            ..Ways::commands(course, kata)
        }
    }

    fn when_green(self, slug: &str) -> String {
        match (self.keys, self.compare) {
            (false, true) => format!("cargo kata compare {slug}"),
            (false, false) => "On to the next: cargo kata".to_owned(),
            (true, true) => "n goes on, c compares it with ours".to_owned(),
            (true, false) => "n goes on".to_owned(),
        }
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
pub fn judgement(course: &Course, judgement: &Judgement, ways: Ways) -> String {
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
            text += &compiling::errors(course, judgement);
            text += &format!("{}: {file}\n", style("does not compile").red().bold());
        }
        _ => {
            text += &compiling::warnings(judgement);
            // What is wrong with the course is told to whoever maintains it.
            let promised = course.promised(&judgement.kata).unwrap_or_default();
            text += &behaviours(judgement, &promised, &file);
        }
    }
    if judgement.verdict != Verdict::NotWritten {
        text += &printed(&judgement.output);
    }
    // What brought a test down stands at that test.
    let incomplete = |test: &TestResult| test.outcome == TestOutcome::Incomplete;
    if !judgement.reason.is_empty() && !judgement.tests.iter().any(incomplete) {
        text += &format!("{}\n", judgement.reason);
    }
    if judgement.verdict == Verdict::Passed {
        text += &format!(
            "{} {}\n",
            style("green.").green().bold(),
            ways.when_green(slug)
        );
    } else {
        text += &format!("{}\n", style(ways.when_stuck(slug)).dim());
    }
    text
}

/// What the answer printed in all of its tests, of much the end.
fn printed(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    if lines.is_empty() {
        return String::new();
    }
    let shown = &lines[lines.len().saturating_sub(MOST_LINES)..];
    let mut text = format!("\n{}\n", style("your code printed").bold());
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
    text + "\n"
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
/// most has to be in sight on a small terminal. A cause is told once, under the first that fails
/// for it.
fn behaviours(judgement: &Judgement, promised: &Promised, file: &str) -> String {
    let (right, all) = (judgement.passed(), judgement.tests.len());
    let is_not_run = |test: &&TestResult| test.outcome == TestOutcome::NotRun;
    let mut text = format!("{right} of {all} behaviours right");
    if let not_run @ 1.. = judgement.tests.iter().filter(is_not_run).count() {
        text += &format!(", {not_run} not run");
    }
    text.push('\n');
    let wrong = judgement.tests.iter().find(|test| !test.message.is_empty());
    if let Some(wrong) = wrong {
        text += &format!("{}{}\n", report(wrong, file), promise(wrong, promised));
    }
    let mut told: Vec<&TestResult> = wrong.into_iter().collect();
    let (mut causes, mut is_all) = (0, true);
    for test in &judgement.tests {
        let sentence = test.name.replace('_', " ");
        if test.outcome == TestOutcome::Passed {
            text += &format!("  {} {sentence}\n", style("✓").green());
            continue;
        }
        if test.outcome == TestOutcome::NotRun {
            let said = format!("· {sentence} (not run)");
            text += &format!("  {}\n", style(said).dim());
            continue;
        }
        text += &format!("  {} {sentence}", style("✗").red());
        if wrong.is_some_and(|wrong| is_for_the_same_cause(test, wrong)) {
            text += &format!(" {}", style("(the same cause)").dim());
        }
        text.push('\n');
        let is_told = told
            .iter()
            .any(|told| told.name == test.name || is_for_the_same_cause(test, told));
        if is_told || test.cause.is_empty() {
            continue;
        }
        if causes == MOST_CAUSES {
            is_all = false;
            continue;
        }
        causes += 1;
        text += &in_brief(&test.cause);
        told.push(test);
    }
    if !is_all {
        text += &in_brief("more causes are told when these are mended");
    }
    text
}

/// The words of the task text that a failure is about.
fn promise(test: &TestResult, promised: &Promised) -> String {
    let report = format!("{} {}", test.message, test.cause);
    let Some(words) = promised.about(&test.name, &report, test.cause_name.as_deref()) else {
        return String::new();
    };
    let text = format!("the task: \"{words}\"");
    let lines = textwrap::wrap(&text, columns());
    let lines = lines.iter().map(|line| format!("{}\n", style(line).dim()));
    lines.collect()
}

/// A cause below the line of its test.
fn in_brief(cause: &str) -> String {
    let cause = match cause.char_indices().nth(LONGEST_CAUSE) {
        Some((end, _)) => format!("{} …", cause[..end].trim_end()),
        None => cause.to_owned(),
    };
    let lines = textwrap::wrap(&cause, columns() - BELOW.len());
    let lines = lines
        .iter()
        .map(|line| style(format!("{BELOW}{line}\n")).dim().to_string());
    lines.collect()
}

/// Causes that say how an answer runs whatever it is given: told of other jobs, they say nothing new.
const WAYS_TO_RUN: [&str; 3] = ["one_after_another", "in_batches", "at_once"];

/// Whether a test fails for what the report of another one tells already.
fn is_for_the_same_cause(test: &TestResult, told: &TestResult) -> bool {
    let way = test.cause_name.as_deref();
    let same_way =
        test.cause_name == told.cause_name && way.is_some_and(|way| WAYS_TO_RUN.contains(&way));
    let is_told = test.cause == told.cause || same_way;
    test.name != told.name && !test.cause.is_empty() && is_told
}

/// A test's report, with the colours and the width that its test process had no terminal for.
fn report(test: &TestResult, file: &str) -> String {
    if test.outcome == TestOutcome::Incomplete {
        // What has no report of its own, for it came to no end.
        let headline = format!("{HEADLINE} {}", test.name.replace('_', " "));
        let cause = textwrap::fill(&format!("It {}", test.cause), columns());
        let headline = style(headline).red().bold();
        return format!("{headline}\n\n{cause}\nyour file: {file}\n");
    }
    if test.message == test.cause {
        // No report of the lab's, which has its lines broken.
        return textwrap::fill(&test.cause, columns()) + "\n";
    }
    let width = columns();
    let draw = |colour, width| {
        let style = Style { colour, width };
        let picture = match &test.expected {
            Some(expected) => draw_pair(expected, &test.actual, style),
            None => test.actual.draw_some(style),
        };
        picture.trim_end().to_owned()
    };
    let drawn = draw(false, WIDEST);
    let message = match drawn.is_empty() {
        true => test.message.clone(),
        false => (test.message).replace(&drawn, &draw(console::colors_enabled(), width)),
    };
    let message = refolded(&message, width);
    let mut lines = message
        .trim()
        .lines()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    for line in &mut lines {
        if line.starts_with(HEADLINE) {
            *line = style(&*line).red().bold().to_string();
        } else if let Some(rest) = line.strip_prefix("Likely cause:") {
            *line = format!("{}{rest}", style("Likely cause:").bold());
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(name: &str, outcome: TestOutcome, cause: &str) -> TestResult {
        TestResult {
            name: name.to_owned(),
            outcome,
            message: match cause {
                "" => String::new(),
                cause => format!("{HEADLINE} {name}\n\nLikely cause: {cause}.\n"),
            },
            cause: cause.to_owned(),
            cause_name: None,
            expected: None,
            actual: tokio_lab_timeline::Timeline::default(),
        }
    }

    /// What is said of these tests, without colour.
    fn said(tests: Vec<TestResult>) -> String {
        let judgement = Judgement {
            kata: KataId::new("c01", "sum"),
            origin: None,
            verdict: Verdict::Failed,
            reason: String::new(),
            errors: Vec::new(),
            beside_others: false,
            warnings: Vec::new(),
            tests,
            ending: None,
            forged: 0,
            output: String::new(),
        };
        let text = behaviours(&judgement, &Promised::default(), "src/c01/sum.rs");
        console::strip_ansi_codes(&text).into_owned()
    }

    #[test]
    fn a_cause_is_told_once_and_the_others_that_fail_for_it_are_marked() {
        let failed = |name, cause| result(name, TestOutcome::Failed, cause);
        let text = said(vec![
            failed("first", "no wait"),
            failed("second", "no end"),
            failed("third", "no wait"),
            failed("fourth", "no end"),
        ]);
        assert_eq!(text.matches("Likely cause").count(), 1, "{text}");
        assert!(text.contains("✗ second\n      no end\n"), "{text}");
        assert_eq!(text.matches("no end").count(), 1, "{text}");
        assert!(text.contains("✗ third (the same cause)\n"), "{text}");
        assert!(!text.contains("more causes"), "{text}");
    }

    #[test]
    fn how_an_answer_runs_is_told_once_whatever_jobs_show_it() {
        let failed = |name, cause, way: &str| TestResult {
            cause_name: Some(way.to_owned()),
            ..result(name, TestOutcome::Failed, cause)
        };
        let text = said(vec![
            failed("first", "a and b ran one after another", WAYS_TO_RUN[0]),
            failed("second", "c and d ran one after another", WAYS_TO_RUN[0]),
            failed("third", "e ended early", "ended_early"),
            failed("fourth", "f ended early", "ended_early"),
        ]);
        assert!(text.contains("✗ second (the same cause)\n"), "{text}");
        assert!(!text.contains("c and d"), "{text}");
        assert!(
            text.contains("e ended") && text.contains("f ended"),
            "{text}"
        );
        for way in WAYS_TO_RUN {
            let known = tokio_lab_timeline::cause_names().any(|name| name == way);
            assert!(known, "no rule of the laboratory finds `{way}`");
        }
    }

    #[test]
    fn causes_that_are_not_told_yet_are_said_to_be_there() {
        let causes: Vec<String> = (0..8).map(|n| format!("cause {n}")).collect();
        let failed = |cause: &String| result("a_test", TestOutcome::Failed, cause);
        let mut tests: Vec<TestResult> = causes.iter().map(failed).collect();
        for (number, test) in tests.iter_mut().enumerate() {
            test.name += &number.to_string();
        }
        let text = said(tests);
        assert!(!text.contains("cause 6"), "{text}");
        let last = "      more causes are told when these are mended\n";
        assert!(text.ends_with(last), "{text}");
    }

    #[test]
    fn what_was_not_run_is_not_said_to_be_wrong() {
        let text = said(vec![
            result("first", TestOutcome::NotRun, ""),
            result("second", TestOutcome::Hung, "no end"),
            result("third", TestOutcome::Passed, ""),
            result("fourth", TestOutcome::NotRun, ""),
        ]);
        assert!(
            text.starts_with("1 of 4 behaviours right, 2 not run\n"),
            "{text}"
        );
        assert!(text.contains("  · first (not run)\n  ✗ second\n"), "{text}");
        assert_eq!(text.matches('✗').count(), 1, "{text}");
    }

    #[test]
    fn what_brought_the_tests_down_is_said_with_the_file_to_look_at() {
        let mut down = result(
            "adds_up",
            TestOutcome::Incomplete,
            "did not run to its end: why",
        );
        down.message = down.cause.clone();
        let text = said(vec![down]);
        let report = format!(
            "{HEADLINE} adds up\n\nIt did not run to its end: why\nyour file: src/c01/sum.rs\n"
        );
        assert!(text.contains(&report), "{text}");
    }
}
