//! The checks: what each answer of the course was meant to do, held against what it did.

use std::collections::BTreeMap;

use super::VerifyError;
use super::report::{Report, Shortfall};
use super::rounds::{Judged, Kind};
use crate::bench::{Judgement, TestOutcome, TestResult, Verdict};
use crate::course::{Course, KataId, MistakeHeader, first_line, red_at_first};

/// So many different wrong answers a kata's tests have to have seen.
const FEWEST_MISTAKES: usize = 5;

/// Checks everything and counts it.
pub(super) fn report(
    course: &Course,
    katas: &[KataId],
    judged: Vec<Judged>,
) -> Result<Report, VerifyError> {
    let mut report = Report {
        katas: katas.len(),
        ..Report::default()
    };
    let mut by_kata = BTreeMap::<&KataId, Vec<&Judged>>::new();
    for judged in &judged {
        by_kata
            .entry(&judged.judgement.kata)
            .or_default()
            .push(judged);
    }
    let disagreements = course.disagreements()?;
    let agree = |kata: Option<&KataId>| -> Vec<Shortfall> {
        let about = disagreements
            .iter()
            .filter(|found| found.kata.as_ref() == kata);
        about
            .map(|found| Shortfall {
                file: found.file.clone(),
                what: found.what.clone(),
            })
            .collect()
    };
    // What belongs to no kata concerns the course as a whole.
    if katas.len() == course.katas().len() {
        report.check(agree(None));
    }
    for kata in katas {
        report.check(agree(Some(kata)));
        let judged = by_kata.remove(kata).unwrap_or_default();
        let mut tests = Idle::new(course, kata, &judged);
        for judged in judged.iter().copied() {
            let shown = course.shown(&judged.file);
            let mut subject = Subject {
                shown,
                judged,
                report: &mut report,
                found: Vec::new(),
            };
            match judged.kind {
                Kind::Stub => subject.stub(),
                Kind::Reference => {
                    subject.report.references.total += 1;
                    subject.report.references.green += usize::from(subject.green());
                }
                Kind::Alternative => {
                    subject.says_how_it_differs();
                    subject.report.alternatives.total += 1;
                    subject.report.alternatives.green += usize::from(subject.green());
                }
                Kind::Mistake => {
                    subject.mistake();
                    tests.busy(&judged.judgement);
                }
            }
            let found = subject.found;
            report.check(found);
        }
        enough(course, kata, &judged, &mut report);
        tests.check(&mut report);
    }
    Ok(report)
}

/// A kata needs another right answer, and enough wrong ones.
fn enough(course: &Course, kata: &KataId, judged: &[&Judged], report: &mut Report) {
    let count = |kind| judged.iter().filter(|judged| judged.kind == kind).count();
    if count(Kind::Alternative) == 0 {
        let file = format!("solutions/{kata}/");
        let what = "holds no alternative: at least one right answer, built differently".to_owned();
        report.check(vec![Shortfall { file, what }]);
    }
    let mistakes = count(Kind::Mistake);
    if mistakes < FEWEST_MISTAKES {
        let file = format!("mistakes/{kata}/");
        let what = format!("holds {mistakes} mistakes: at least {FEWEST_MISTAKES}");
        report.check(vec![Shortfall { file, what }]);
    }
    if judged
        .iter()
        .all(|judged| judged.judgement.tests.is_empty())
    {
        let file = course.shown(&course.proof(kata));
        let what = "no test of it is in the build".to_owned();
        report.check(vec![Shortfall { file, what }]);
    }
}

/// One answer under check.
struct Subject<'a> {
    shown: String,
    judged: &'a Judged,
    report: &'a mut Report,
    found: Vec<Shortfall>,
}

impl Subject<'_> {
    fn short(&mut self, what: impl Into<String>) {
        self.found.push(Shortfall {
            file: self.shown.clone(),
            what: what.into(),
        });
    }

    fn compiles(&mut self) -> bool {
        let judgement = &self.judged.judgement;
        if judgement.verdict == Verdict::DoesNotCompile {
            let first = judgement.errors.first();
            let message = first.map(|error| error.message.lines().next().unwrap_or_default());
            let place = first.and_then(|error| error.place.as_ref());
            let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
            self.short(format!(
                "does not compile: {}{place}",
                message.unwrap_or_default()
            ));
            return false;
        }
        true
    }

    fn stub(&mut self) {
        self.report.stubs.total += 1;
        if !self.compiles() {
            return;
        }
        for warning in &self.judged.judgement.warnings {
            let place = warning.place.as_deref().unwrap_or_default();
            self.short(format!(
                "compiles with a warning: {} ({place})",
                warning.message
            ));
        }
        self.report.stubs.clean += usize::from(self.found.is_empty());
        let before = self.found.len();
        self.red();
        self.report.stubs.red += usize::from(self.found.len() == before);
    }

    /// A stub that is still to be written fails every test, one that is to be repaired fails those
    /// that it names.
    fn red(&mut self) {
        let tests = &self.judged.judgement.tests;
        let code = |line: &&str| !line.trim_start().starts_with("//");
        let to_write = self
            .judged
            .source
            .lines()
            .filter(code)
            .any(|line| line.contains("todo!"));
        if to_write {
            for test in tests
                .iter()
                .filter(|test| test.outcome == TestOutcome::Passed)
            {
                self.short(format!(
                    "`{}` passes though nothing is written yet",
                    test.name
                ));
            }
            return;
        }
        match red_at_first(&self.judged.source) {
            Err(error) => self.short(error.to_string()),
            Ok(None) => self.short(
                "holds no `todo!`, and its header lacks a line `//! Red at first: ...` that names \
                 the tests which the code to repair fails",
            ),
            Ok(Some(names)) => {
                for name in names {
                    match self.judged.judgement.test(&name) {
                        None => {
                            self.short(format!("names `{name}`, which is no test of this kata"))
                        }
                        Some(test) if test.outcome == TestOutcome::Passed => {
                            self.short(format!("`{name}` passes though nothing is repaired yet"));
                        }
                        Some(_) => (),
                    }
                }
            }
        }
    }

    /// Whether a right answer passes, every time.
    fn green(&mut self) -> bool {
        let before = self.found.len();
        let judged = self.judged;
        if !self.compiles() {
            return false;
        }
        let first = &judged.judgement;
        if first.verdict != Verdict::Passed {
            self.short(format!("{}: {}", first.verdict, why(first)));
        }
        if let Some((seed, again)) = judged.differing.first() {
            self.short(format!(
                "did not pass {} of {} runs; with the seed {seed} it {}: {}",
                judged.differing.len() + usize::from(first.verdict != Verdict::Passed),
                judged.runs,
                again.verdict,
                why(again),
            ));
        }
        self.found.len() == before
    }

    fn says_how_it_differs(&mut self) {
        if first_line(&self.judged.source).is_empty() {
            self.short("does not say in its first line, `//! ...`, how it differs");
        }
    }

    fn mistake(&mut self) {
        let judged = self.judged;
        let judgement = &judged.judgement;
        self.report.mistakes.total += 1;
        let header = MistakeHeader::parse(&judged.source);
        if let Err(error) = &header {
            self.short(error.to_string());
        }
        if !self.compiles() {
            return;
        }
        match judgement.verdict {
            Verdict::Passed => return self.short("is accepted: every test passes"),
            Verdict::NotWritten => return self.short("is not written: it still holds a `todo!`"),
            _ => self.report.mistakes.rejected += 1,
        }
        let Ok(header) = header else { return };
        let before = self.found.len();
        let mut rejecting = Vec::new();
        for name in &header.rejected_by {
            match judgement.test(name) {
                None => self.short(format!("names `{name}`, which is no test of this kata")),
                Some(test) if test.outcome == TestOutcome::Passed => {
                    let others = rejected_by(judgement);
                    self.short(format!("is not rejected by `{name}`, but by {others}"));
                }
                Some(test) => rejecting.push(test),
            }
        }
        if self.found.len() > before {
            return;
        }
        self.report.mistakes.by_named_tests += 1;
        for test in rejecting {
            if !tells(test, &header.told) {
                self.short(format!(
                    "`{}` does not tell the learner \"{}\"; it says: {}",
                    test.name,
                    header.told,
                    said(test)
                ));
            }
        }
        self.report.mistakes.explained += usize::from(self.found.len() == before);
    }
}

/// The tests that nothing has failed yet.
struct Idle {
    file: String,
    tests: BTreeMap<String, bool>,
    order: Vec<String>,
}

impl Idle {
    fn new(course: &Course, kata: &KataId, judged: &[&Judged]) -> Self {
        let tests = judged
            .iter()
            .map(|judged| &judged.judgement.tests)
            .find(|t| !t.is_empty());
        let order: Vec<String> = tests
            .into_iter()
            .flatten()
            .map(|t| t.name.clone())
            .collect();
        Idle {
            file: course.shown(&course.proof(kata)),
            tests: order.iter().map(|name| (name.clone(), false)).collect(),
            order,
        }
    }

    fn busy(&mut self, mistake: &Judgement) {
        if matches!(
            mistake.verdict,
            Verdict::DoesNotCompile | Verdict::NotWritten
        ) {
            return;
        }
        for test in mistake
            .tests
            .iter()
            .filter(|test| test.outcome != TestOutcome::Passed)
        {
            self.tests.insert(test.name.clone(), true);
        }
    }

    fn check(self, report: &mut Report) {
        for name in &self.order {
            let busy = self.tests.get(name).copied().unwrap_or_default();
            report.tests.total += 1;
            report.tests.rejecting += usize::from(busy);
            let what = format!("`{name}` rejects no mistake: it proves nothing");
            let idle = Shortfall {
                file: self.file.clone(),
                what,
            };
            report.check(if busy { Vec::new() } else { vec![idle] });
        }
    }
}

/// Why an answer did not pass, on a line.
fn why(judgement: &Judgement) -> String {
    let failed = judgement
        .tests
        .iter()
        .filter(|test| test.outcome != TestOutcome::Passed);
    let mut parts: Vec<String> = failed
        .map(|test| format!("`{}`: {}", test.name, said(test)))
        .collect();
    if !judgement.reason.is_empty() {
        parts.insert(0, judgement.reason.clone());
    }
    parts.join("; ")
}

fn rejected_by(judgement: &Judgement) -> String {
    let names = judgement
        .tests
        .iter()
        .filter(|test| test.outcome != TestOutcome::Passed);
    let names: Vec<String> = names.map(|test| format!("`{}`", test.name)).collect();
    if names.is_empty() {
        judgement.reason.clone()
    } else {
        names.join(", ")
    }
}

/// What a test says, on a line: its cause, or else how its message begins.
fn said(test: &TestResult) -> String {
    let text = if test.cause.is_empty() {
        &test.message
    } else {
        &test.cause
    };
    let text = fold(text);
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None if text.is_empty() => "nothing".to_owned(),
        None => text,
    }
}

fn tells(test: &TestResult, phrase: &str) -> bool {
    let report = fold(&format!("{} {}", test.message, test.cause));
    report.to_lowercase().contains(&fold(phrase).to_lowercase())
}

/// A text with every run of white space as one blank.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
