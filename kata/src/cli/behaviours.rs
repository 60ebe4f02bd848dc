//! The behaviours of a kata: which are right, and what is wrong with the first that is not.

use console::style;

use kata::bench::{Judgement, TestOutcome, TestResult};
use kata::course::Promised;

use super::report::report;
use super::width::columns;

/// So many causes are told besides that of the first behaviour that is not right.
const MOST_CAUSES: usize = 4;
/// So many characters of them: the first tells most.
const LONGEST_CAUSE: usize = 480;
/// What the lines of such a cause begin with.
const BELOW: &str = "      ";

/// What there is to say of the behaviours, in three parts: in which order they stand is for whoever
/// knows which end of a text a small terminal shows.
pub struct Behaviours {
    /// How many are right.
    pub count: String,
    /// What is wrong with the first that is not: its picture, its cause, the file to open.
    pub report: String,
    /// Which is which.
    pub list: String,
}

impl Behaviours {
    /// Those of a kata, whose file this is. Of what is too long, the begin is in sight or the end.
    pub fn of(judgement: &Judgement, promised: &Promised, file: &str, is_begin: bool) -> Self {
        let wrong = judgement.tests.iter().find(|test| !test.message.is_empty());
        Behaviours {
            count: count(judgement),
            report: wrong.map_or_else(String::new, |wrong| {
                format!(
                    "{}{}",
                    report(wrong, file, is_begin),
                    promise(wrong, promised)
                )
            }),
            list: list(judgement, wrong),
        }
    }
}

fn count(judgement: &Judgement) -> String {
    let (right, all) = (judgement.passed(), judgement.tests.len());
    let is_not_run = |test: &&TestResult| test.outcome == TestOutcome::NotRun;
    match judgement.tests.iter().filter(is_not_run).count() {
        0 => format!("{right} of {all} behaviours right\n"),
        not_run => format!("{right} of {all} behaviours right, {not_run} not run\n"),
    }
}

/// Each with its cause, which is told once, below the first that fails for it, and not where the
/// report of the one that is `wrong` tells it.
fn list(judgement: &Judgement, wrong: Option<&TestResult>) -> String {
    let mut text = String::new();
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
        .map(|line| format!("{}\n", style(format!("{BELOW}{line}")).dim()));
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

#[cfg(test)]
mod tests {
    use kata::bench::Verdict;
    use kata::course::KataId;
    use tokio_lab_timeline::Timeline;

    use super::super::report::HEADLINE;
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
            actual: Timeline::default(),
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
            compiles_too_long: false,
            warnings: Vec::new(),
            tests,
            ending: None,
            forged: 0,
            output: String::new(),
        };
        let told = Behaviours::of(&judgement, &Promised::default(), "src/c01/sum.rs", false);
        let text = told.count + &told.report + &told.list;
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
