//! What a test has to say when it is over: to the person at the terminal, and to the bench.

use std::cell::RefCell;
use std::hash::Hasher;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use siphasher::sip::SipHasher24;

use super::driver::{RunEnd, Setup};
use super::judge::{Problem, judge};
use super::{colour, order, places};
use crate::expect::Detail;
use crate::shorten::middle_out;
use crate::timeline::{Style, Timeline, draw_pair, legend};
use lab_record::{Outcome, Record};

/// The columns that a picture may take.
const WIDTH: usize = 80;

/// A cause is not longer than this: what it quotes may be.
const LONGEST_CAUSE: usize = 800;

/// What the sentence that matters most begins with.
const CAUSE: &str = "Likely cause:";

thread_local! {
    /// Where reports of tests that this thread runs go instead of being printed.
    static KEPT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The report of a test that fails, without colour; none if it passes. Nothing is printed.
///
/// For testing what a test says when it fails: a report is part of what a learner is taught.
///
/// ```
/// let report = tokio_lab::failure_of(|| {
///     tokio_lab::virtual_time(async |_lab: tokio_lab::Lab| std::future::pending().await);
/// });
/// assert!(report.is_some_and(|report| report.contains("deadlock")));
/// ```
pub fn failure_of(test: impl FnOnce()) -> Option<String> {
    KEPT.set(Some(String::new()));
    let ended = catch_unwind(AssertUnwindSafe(test));
    let report = KEPT.take();
    ended.err().and(report)
}

/// A test: its name and its file.
pub(crate) struct Test {
    name: String,
    file: &'static str,
}

impl Test {
    /// The test around the closure of this type, called from this place.
    ///
    /// A closure's type is named after the function around it: `c05::gather::runs::{{closure}}`.
    /// The first part is the crate, which libtest leaves out too.
    pub(crate) fn new(closure: &'static str, caller: &'static Location<'static>) -> Self {
        let name = closure
            .split_once("::")
            .map_or(closure, |(_crate, path)| path);
        let name = name.split("::{{closure}}").next().unwrap_or(name);
        let only = order::order().and_then(|order| order.only.as_deref());
        if only.is_some_and(|only| only != name) {
            // Nothing of it is to run, so it leaves no record either. The hook stays out of it.
            resume_unwind(Box::new("another test is to run alone"));
        }
        Test {
            name: name.to_owned(),
            file: caller.file(),
        }
    }

    pub(crate) fn fingerprint(&self) -> u64 {
        // The target that a test is built into must not change what it draws.
        let own = self.name.rsplit("::").take(2);
        // Not the hasher of `std`, which may change from one version to the next.
        let mut hasher = SipHasher24::new_with_key(b"what a test draw");
        for part in own {
            hasher.write(part.as_bytes());
            hasher.write(b"\n");
        }
        hasher.finish()
    }

    /// Ends the test with the first of these runs that went wrong, or well.
    pub(crate) fn conclude(&self, runs: &mut dyn Iterator<Item = (Setup, RunEnd)>) {
        let mut shown = None;
        for (setup, end) in runs {
            match judge(&setup, &end) {
                Some(problem) => self.failed(&problem, &end),
                None => shown = shown.or(Some(end.timeline)),
            }
        }
        self.passed(shown.unwrap_or_default());
    }

    /// Ends the test well.
    pub(crate) fn passed(&self, actual: Timeline) {
        self.record(Record {
            test: self.name.clone(),
            outcome: Outcome::Passed,
            message: String::new(),
            cause: String::new(),
            cause_name: None,
            expected: None,
            actual,
        });
    }

    /// Ends the test with what is wrong.
    pub(crate) fn failed(&self, problem: &Problem, end: &RunEnd) -> ! {
        let kept = KEPT.with_borrow_mut(|kept| {
            kept.as_mut()
                .map(|kept| kept.push_str(&self.text(problem, false)))
                .is_some()
        });
        // A tool that reads records shows them; what the code under test prints stays by itself.
        if !kept && order::order().is_none() {
            print!("{}", self.text(problem, colour::wanted()));
        }
        let (expected, actual) = match &problem.detail {
            Detail::Pictures { expected, actual } => (Some(expected.clone()), actual.clone()),
            _ => (None, end.timeline.clone()),
        };
        // That of the failure, if it is what is told.
        let failure = end.failure.as_ref();
        let told = failure.filter(|failure| problem.cause.contains(&failure.cause));
        self.record(Record {
            test: self.name.clone(),
            outcome: problem.outcome,
            message: self.text(problem, false),
            cause: problem.cause.clone(),
            cause_name: told
                .and_then(|failure| failure.cause_name)
                .map(str::to_owned),
            expected,
            actual,
        });
        // The hook stays out of it: the report has been printed.
        resume_unwind(Box::new("the test failed; its report is above"))
    }

    fn record(&self, record: Record) {
        if let Some(order) = order::order()
            && let Err(error) = record.append(order)
        {
            eprintln!("the record of {} could not be written: {error}", self.name);
        }
    }

    /// The whole report: the behaviour, what was expected and what was seen, the cause, where to
    /// read on.
    fn text(&self, problem: &Problem, colour: bool) -> String {
        if problem.outcome == Outcome::NotWritten {
            return format!("not written yet: open {}\n", problem.cause);
        }
        let behaviour = self
            .name
            .rsplit("::")
            .next()
            .unwrap_or(&self.name)
            .replace('_', " ");
        let headline = format!("This should hold, and does not: {behaviour}");
        let mut text = format!("\n{}\n", colour::red(&headline, colour));
        if let Some(context) = &problem.context {
            text += &format!("{}\n", textwrap::fill(context, WIDTH));
        }
        let is_pictured = matches!(
            problem.detail,
            Detail::Pictures { .. } | Detail::Happened(_)
        );
        for note in problem.notes.lines(is_pictured) {
            text += &format!("{}\n", textwrap::fill(&note, WIDTH));
        }
        let style = Style {
            colour,
            width: WIDTH,
        };
        match &problem.detail {
            Detail::Nothing => {}
            Detail::Pictures { expected, actual } => {
                text += &format!("\n{}\n", draw_pair(expected, actual, style).trim_end());
                text += &below(&[expected, actual], problem, colour);
            }
            Detail::Happened(timeline) => {
                text += &format!("\n{}\n", happened(timeline, style));
                text += &below(&[timeline], problem, colour);
            }
            Detail::Text(lines) => {
                let lines = if colour {
                    lines.clone()
                } else {
                    colour::plain(lines)
                };
                text += &format!("\n{lines}\n");
            }
        }
        let cause = middle_out(&problem.cause, LONGEST_CAUSE);
        let cause = textwrap::fill(&format!("{CAUSE} {cause}."), WIDTH);
        let cause = cause.replacen(CAUSE, &colour::bold(CAUSE, colour), 1);
        text += &format!("\n{cause}\n");
        let mut pointers = Vec::new();
        if let Some(file) = places::under_test(self.file) {
            pointers.push(format!("your file: {file}"));
        }
        if let Some(section) = places::read_on(self.file) {
            pointers.push(format!("read on: {section}"));
        }
        if !pointers.is_empty() {
            text += &format!("{}\n", colour::dim(&pointers.join("   "), colour));
        }
        text
    }
}

fn happened(timeline: &Timeline, style: Style) -> String {
    let picture = timeline.draw_some(style);
    format!("your code\n{}", picture.trim_end())
}

/// The legend of these pictures, with an empty line above it.
fn below(timelines: &[&Timeline], problem: &Problem, colour: bool) -> String {
    match legend(timelines, &problem.notes.explained()) {
        legend if legend.is_empty() => legend,
        legend => format!(
            "\n{}\n",
            colour::dim(&textwrap::fill(&legend, WIDTH), colour)
        ),
    }
}
