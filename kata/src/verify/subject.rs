//! One answer of the course under check: what it was meant to do, held against what it did.

use std::collections::BTreeSet;
use std::path::Path;

use super::report::Report;
use super::rounds::{Again, Judged, Kind};
use super::unwritten::crowded;
use super::wording::{rejected_by, said, tells, why};
use crate::bench::{Diagnostic, Judgement, TestOutcome, Verdict};
use crate::course::{Course, MistakeHeader, first_line, red_at_first};
use crate::shortfall::Shortfall;

/// One answer under check.
pub(super) struct Subject<'a> {
    shown: String,
    judged: &'a Judged,
    report: &'a mut Report,
    found: Vec<Shortfall>,
}

impl<'a> Subject<'a> {
    /// Checks one answer and counts it.
    pub(super) fn check(course: &Course, judged: &'a Judged, report: &'a mut Report) {
        let mut subject = Subject {
            shown: course.shown(&judged.file),
            judged,
            report,
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
            Kind::Mistake => subject.mistake(),
        }
        let Subject { report, found, .. } = subject;
        report.check(found);
    }

    fn short(&mut self, what: impl Into<String>) {
        self.found.push(Shortfall {
            file: self.shown.clone(),
            what: what.into(),
        });
    }

    fn compiles(&mut self) -> bool {
        let judgement = &self.judged.judgement;
        if judgement.verdict == Verdict::DoesNotCompile {
            let error = judgement.errors.first();
            let message = error.map(|error| self.compiler_says(error));
            self.short(format!("does not compile: {}", message.unwrap_or_default()));
            return false;
        }
        true
    }

    /// The compiler's message with its place. In this very file, which was compiled in place of
    /// the stub, the line will do.
    fn compiler_says(&self, said: &Diagnostic) -> String {
        let message = said.message.lines().next().unwrap_or_default();
        match &said.place {
            Some(place)
                if Path::new(&place.file).ends_with(self.judged.judgement.kata.file())
                    && place.file.starts_with("src/") =>
            {
                format!("{message} (line {})", place.line)
            }
            _ => said.in_a_line(),
        }
    }

    fn stub(&mut self) {
        self.report.stubs.total += 1;
        if !self.compiles() {
            return;
        }
        for warning in &self.judged.judgement.warnings {
            self.short(format!(
                "compiles with a warning: {}",
                self.compiler_says(warning)
            ));
        }
        for line in crowded(&self.judged.source) {
            self.short(format!(
                "holds something beside the `todo!` of line {line}, which a learner would keep"
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
        let failed = |again: &&Again| again.judgement.verdict != Verdict::Passed;
        let mut failing = judged.again.iter().filter(failed);
        if let Some(again) = failing.next() {
            let judgement = &again.judgement;
            self.short(format!(
                "did not pass {} of {} runs; {} it {}: {}",
                1 + failing.count() + usize::from(first.verdict != Verdict::Passed),
                1 + judged.again.len(),
                with_seed(again.seed),
                judgement.verdict,
                why(judgement),
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
        self.every_time(&header.rejected_by);
        if self.found.len() > before {
            return;
        }
        self.report.mistakes.by_named_tests += 1;
        for test in rejecting {
            if !tells(test, &header.told) {
                self.short(format!(
                    "`{}` does not tell the learner {}; it says: {}",
                    test.name,
                    header.told,
                    said(test)
                ));
            }
        }
        self.report.mistakes.explained += usize::from(self.found.len() == before);
    }

    /// Whether each further run rejects a mistake as the first did: by the tests that it names, and
    /// under the same seed by the same tests altogether, or else points are a matter of luck.
    fn every_time(&mut self, named: &[String]) {
        let judged = self.judged;
        let first = failed_tests(&judged.judgement);
        for again in &judged.again {
            let failed = failed_tests(&again.judgement);
            let with_seed = with_seed(again.seed);
            if let Some(name) = named.iter().find(|name| !failed.contains(name.as_str())) {
                return self.short(format!(
                    "is not rejected by `{name}` in every run: {with_seed} that passes"
                ));
            }
            if again.seed.is_none()
                && let Some(name) = first.symmetric_difference(&failed).next()
            {
                return self.short(format!(
                    "does not get the same verdict in every run: {with_seed} `{name}` fails in one \
                     run and passes in another"
                ));
            }
        }
    }
}

fn failed_tests(judgement: &Judgement) -> BTreeSet<&str> {
    let failed = judgement
        .tests
        .iter()
        .filter(|test| test.outcome != TestOutcome::Passed);
    failed.map(|test| test.name.as_str()).collect()
}

fn with_seed(seed: Option<u64>) -> String {
    match seed {
        Some(seed) => format!("with the seed {seed}"),
        None => "with the same seed".to_owned(),
    }
}
