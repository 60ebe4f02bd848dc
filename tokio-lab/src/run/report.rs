//! What a test has to say when it is over: a report, for whoever hears of it.

use std::cell::RefCell;
use std::hash::Hasher;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use siphasher::sip::SipHasher24;

use super::ending::RunEnd;
use super::judge::{Problem, judge};
use super::reporter::{Outcome, Report};
use super::settings::Settings;
use super::setup::Setup;
use crate::record::failure::Detail;
use crate::text::colour;
use crate::text::shorten::middle_out;
use crate::timeline::{Style, Timeline, draw_pair, draw_pair_as, legend};

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
/// For testing what a test says when it fails, which is how a test that cannot fail is found.
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

/// A test: how it is run, its name and its file.
pub(crate) struct Test {
    pub(crate) settings: Settings,
    name: String,
    file: &'static str,
}

impl Test {
    /// The test around the closure of this type, called from this place.
    ///
    /// Its name is that of the settings, or else that of the function around the closure, after
    /// which the closure's type is named: `c05::gather::runs::{{closure}}`.
    /// The first part is the crate, which libtest leaves out too.
    pub(crate) fn new(
        mut settings: Settings,
        closure: &'static str,
        caller: &'static Location<'static>,
    ) -> Self {
        let path = settings.name.as_deref().unwrap_or(closure);
        let name = path.split_once("::").map_or(path, |(_crate, path)| path);
        let name = name.split("::{{closure}}").next().unwrap_or(name);
        if !settings.reporter.wants(name) {
            // Nothing of it is to run, so it leaves no report either. The hook stays out of it.
            resume_unwind(Box::new("another test is to run alone"));
        }
        let name = name.to_owned();
        settings.name = Some(name.clone());
        Test {
            settings,
            name,
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
            match judge(&setup, &self.settings, &end) {
                Some(problem) => self.failed(&problem, &end),
                None => shown = shown.or(Some(end.timeline)),
            }
        }
        self.passed(shown.unwrap_or_default());
    }

    /// Ends the test well.
    pub(crate) fn passed(&self, actual: Timeline) {
        self.settings.reporter.report(&Report {
            test: &self.name,
            outcome: Outcome::Passed,
            cause: "",
            cause_name: None,
            expected: None,
            actual: &actual,
            colour: self.settings.colour,
            text: &|_| String::new(),
        });
    }

    /// Ends the test with what is wrong.
    pub(crate) fn failed(&self, problem: &Problem, end: &RunEnd) -> ! {
        let kept = KEPT.with_borrow_mut(|kept| {
            kept.as_mut()
                .map(|kept| kept.push_str(&self.text(problem, false)))
                .is_some()
        });
        if !kept {
            self.report(problem, end);
        }
        // The hook stays out of it: the report has been printed.
        resume_unwind(Box::new("the test failed; its report is above"))
    }

    fn report(&self, problem: &Problem, end: &RunEnd) {
        let (expected, actual) = match &problem.detail {
            Detail::Pictures { expected, actual } => (Some(expected), actual),
            Detail::Drawn { happened, drawn } => (Some(happened), drawn),
            _ => (None, &end.timeline),
        };
        // That of the failure, if it is what is told.
        let failure = end.failure.as_ref();
        let told = failure.filter(|failure| problem.cause.contains(&failure.cause));
        self.settings.reporter.report(&Report {
            test: &self.name,
            outcome: problem.outcome,
            cause: &problem.cause,
            cause_name: told.and_then(|failure| failure.cause_name),
            expected,
            actual,
            colour: self.settings.colour,
            text: &|colour| self.text(problem, colour),
        });
    }

    /// The whole report: the behaviour, what was expected and what was seen, the cause, where to
    /// read on.
    fn text(&self, problem: &Problem, colour: bool) -> String {
        if problem.outcome == Outcome::Unwritten {
            return format!("not written yet: open {}\n", problem.cause);
        }
        let width = self.settings.width;
        let behaviour = self
            .name
            .rsplit("::")
            .next()
            .unwrap_or(&self.name)
            .replace('_', " ");
        let headline = format!("This should hold, and does not: {behaviour}");
        let mut text = format!("\n{}\n", colour::red(&headline, colour));
        if let Some(context) = &problem.context {
            text += &format!("{}\n", textwrap::fill(context, width));
        }
        let is_pictured = matches!(
            problem.detail,
            Detail::Pictures { .. } | Detail::Drawn { .. } | Detail::Happened(_)
        );
        for note in problem.notes.lines(is_pictured, &problem.cause) {
            text += &format!("{}\n", textwrap::fill(&note, width));
        }
        let style = Style {
            colour,
            width,
            ..Style::default()
        };
        match &problem.detail {
            Detail::Nothing => {}
            Detail::Pictures { expected, actual } => {
                text += &format!("\n{}\n", draw_pair(expected, actual, style).trim_end());
                text += &below(&[expected, actual], problem, style);
            }
            Detail::Drawn { happened, drawn } => {
                let headings = ["what happens", "what you drew"];
                let pictures = draw_pair_as(headings, happened, drawn, style);
                text += &format!("\n{}\n", pictures.trim_end());
                text += &below(&[happened, drawn], problem, style);
            }
            Detail::Happened(timeline) => {
                text += &format!("\n{}\n", happened(timeline, style));
                text += &below(&[timeline], problem, style);
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
        let cause = textwrap::fill(&format!("{CAUSE} {cause}."), width);
        let cause = cause.replacen(CAUSE, &colour::bold(CAUSE, colour), 1);
        text += &format!("\n{cause}\n");
        let place = problem.place.as_deref();
        if let Some(pointer) = self.settings.reporter.pointer(self.file, place) {
            text += &format!("{}\n", colour::dim(&pointer, colour));
        }
        text
    }
}

fn happened(timeline: &Timeline, style: Style) -> String {
    let picture = timeline.draw_some(style);
    format!("your code\n{}", picture.trim_end())
}

/// The legend of these pictures, with an empty line above it.
fn below(timelines: &[&Timeline], problem: &Problem, style: Style) -> String {
    match legend(timelines, &problem.notes.explained()) {
        legend if legend.is_empty() => legend,
        legend => format!(
            "\n{}\n",
            colour::dim(&textwrap::fill(&legend, style.width), style.colour)
        ),
    }
}
