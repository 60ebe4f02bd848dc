//! The checks, kata by kata: what the course promises, held against what became of it.

use std::collections::BTreeMap;

use super::VerifyError;
use super::placeholders;
use super::promises;
use super::report::Report;
use super::rounds::{Judged, Kind};
use super::shown;
use super::subject::Subject;
use super::tests::Tests;
use crate::bench::{Diagnostic, Verdict};
use crate::course::{Course, Disagreement, KataId};
use crate::shortfall::Shortfall;

/// So many different wrong answers a kata's tests have to have seen.
const FEWEST_MISTAKES: usize = 5;

/// Checks everything and counts it.
pub(super) fn report(
    course: &Course,
    katas: &[KataId],
    judged: &[Judged],
) -> Result<Report, VerifyError> {
    let mut report = Report {
        katas: katas.len(),
        ..Report::default()
    };
    let mut by_kata = BTreeMap::<&KataId, Vec<&Judged>>::new();
    for judged in judged {
        by_kata
            .entry(&judged.judgement.kata)
            .or_default()
            .push(judged);
    }
    let disagreements = course.disagreements()?;
    let shortfall = |found: &Disagreement| Shortfall {
        file: found.file.clone(),
        what: found.what.clone(),
    };
    // What is about no kata of the course concerns the course as a whole.
    if katas.len() == course.katas().len() {
        let stray = |found: &&Disagreement| match &found.kata {
            Some(kata) => !katas.contains(kata),
            None => true,
        };
        report.check(disagreements.iter().filter(stray).map(shortfall).collect());
    }
    for kata in katas {
        let own = disagreements
            .iter()
            .filter(|found| found.kata.as_ref() == Some(kata));
        report.check(own.map(shortfall).collect());
        let judged = by_kata.remove(kata).unwrap_or_default();
        if let Some(error) = to_blame(&judged) {
            report.check(vec![Shortfall {
                file: course.shown(&course.proof(kata)),
                what: format!("no answer compiles with it: {}", error.in_a_line()),
            }]);
            continue;
        }
        let mut tests = Tests::of(course, kata, &judged);
        for judged in judged.iter().copied() {
            Subject::check(course, judged, &mut report);
            if judged.kind == Kind::Mistake {
                tests.busy(&judged.judgement);
            }
        }
        enough(course, kata, &judged, &mut report);
        different(course, &judged, &mut report);
        promises::check(course, kata, &judged, &mut report);
        shown::check(course, kata, &mut report);
        placeholders::check(course, kata, &mut report)?;
        tests.check(&mut report);
    }
    Ok(report)
}

/// The first error of a proof that no answer compiles with: then it is the proof that is broken, or
/// what it shares with others.
fn to_blame<'a>(judged: &[&'a Judged]) -> Option<&'a Diagnostic> {
    let broken = |judged: &&Judged| judged.judgement.verdict == Verdict::DoesNotCompile;
    let mut errors = judged.iter().map(|judged| judged.judgement.errors.first());
    match judged.iter().all(broken) {
        true => errors.next()?,
        false => None,
    }
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
        let what = format!("holds {mistakes} mistakes, not at least {FEWEST_MISTAKES}");
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

/// Two answers that differ in their comments alone prove no more than one.
fn different(course: &Course, judged: &[&Judged], report: &mut Report) {
    let mut seen = BTreeMap::new();
    for judged in judged.iter().filter(|judged| judged.kind != Kind::Stub) {
        let file = course.shown(&judged.file);
        if let Some(first) = seen.insert(code(&judged.source), file.clone()) {
            let what = format!("is the same code as {first}");
            report.check(vec![Shortfall { file, what }]);
        }
    }
}

/// A source without its comment lines, whatever its indentation. White space within a line counts:
/// in a picture it is what the line says.
fn code(source: &str) -> String {
    let lines = source.lines().map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}
