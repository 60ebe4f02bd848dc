//! What one student is told: to mail, or to upload beside a grade. No path, no seed, nobody else's
//! name is in it.

mod html;
mod markdown;

use std::collections::BTreeSet;

use super::text;
use crate::grade::language::fill;
use crate::grade::{GradeVerdict, KataGrade, Language, Points, Report, TestGrade, Visibility};

pub(super) use html::view as html;
pub(super) use markdown::view as markdown;

/// Whose it is: by name where a roster says so, else the last part of what was handed in.
fn name(report: &Report) -> String {
    let student = report.student.as_ref().map(|student| student.name.as_str());
    let last = report.submission.trim_end_matches('/').rsplit('/').next();
    let name = student.filter(|name| !name.is_empty()).or(last);
    text::line(name.unwrap_or(&report.submission))
}

/// Points won of points there were.
fn points(language: &Language, verdict: GradeVerdict, score: &str, max: &str) -> String {
    match verdict {
        GradeVerdict::NotGraded => language.words.not_graded.clone(),
        _ => fill(&language.words.points, &[("score", score), ("max", max)]),
    }
}

/// The lines below the title: points, how many are right, by when it was due.
fn facts(report: &Report, language: &Language) -> Vec<String> {
    let words = &language.words;
    let passed = |kata: &&KataGrade| kata.verdict == GradeVerdict::Passed;
    let right = report.katas.iter().filter(passed).count().to_string();
    let all = report.katas.len().to_string();
    let verdict = match report.is_ungraded() {
        true => GradeVerdict::NotGraded,
        false => GradeVerdict::Passed,
    };
    let (score, max) = (report.score.to_string(), report.max_score.to_string());
    let mut facts = vec![
        points(language, verdict, &score, &max),
        fill(&words.katas_right, &[("right", &right), ("all", &all)]),
    ];
    if let Some(due) = &report.due {
        facts.push(fill(&words.due, &[("due", due)]));
    }
    facts
}

/// How the points came about where not by the tests alone, a line each.
fn account(report: &Report, language: &Language) -> Vec<String> {
    let words = &language.words;
    let mut lines: Vec<String> = report
        .overruled()
        .map(|(kata, overruled)| {
            let change = overruled.change(kata.score);
            let values = [
                ("change", change.as_str()),
                ("kata", &kata.slug),
                ("by", &overruled.by),
                ("reason", &overruled.reason),
            ];
            fill(&words.decided, &values)
        })
        .collect();
    if let Some(late) = &report.late {
        let days = |phrase: &str, days: u64| fill(phrase, &[("days", &days.to_string())]);
        let mut parts = match (&late.arrived, late.days) {
            (None, _) => vec![words.arrival_unknown.clone()],
            (Some(_), 0) => vec![words.in_time.clone()],
            (Some(_), late) => vec![days(&words.days_late, late)],
        };
        if late.grace_days > 0 {
            parts.push(days(&words.days_of_grace, late.grace_days));
        }
        if late.cut_off {
            parts.push(words.after_cut_off.clone());
        }
        let due = match late.extended {
            true => &words.due_extended,
            false => &words.due_at,
        };
        parts.push(fill(due, &[("due", &late.due.to_string())]));
        if let Some(arrived) = &late.arrived {
            parts.push(fill(&words.came, &[("arrived", &arrived.to_string())]));
        }
        lines.push(match late.taken {
            Points(0) => parts.join(", "),
            taken => format!("-{taken}: {}", parts.join(", ")),
        });
    }
    if !lines.is_empty() {
        let by_tests = report.by_tests().to_string();
        lines.insert(0, fill(&words.by_tests, &[("points", &by_tests)]));
        lines.push(format!("= {}", facts(report, language)[0]));
    }
    lines
}

/// The title of a kata: what it came to.
fn kata(grade: &KataGrade, report: &Report, language: &Language) -> String {
    let words = &language.words;
    let (score, max) = (grade.score.to_string(), grade.max_score.to_string());
    let points = points(language, grade.verdict, &score, &max);
    let values = [
        ("kata", grade.slug.as_str()),
        ("verdict", language.verdict(grade.verdict)),
        ("points", &points),
    ];
    let title = fill(&words.kata, &values);
    let right = grade.tests.iter().filter(|test| test.passed).count();
    match grade.ran() && right < grade.tests.len() && shows_behaviours(report) {
        true => {
            let (right, all) = (right.to_string(), grade.tests.len().to_string());
            let behaviours = fill(&words.behaviours, &[("right", &right), ("all", &all)]);
            format!("{title}; {behaviours}")
        }
        false => title,
    }
}

/// Who decided otherwise than the tests.
fn overruled(grade: &KataGrade, language: &Language) -> Option<String> {
    let was = grade.overruled.as_ref()?;
    let (score, max) = (was.score.to_string(), grade.max_score.to_string());
    let points = points(language, was.verdict, &score, &max);
    let values = [
        ("by", was.by.as_str()),
        ("reason", &was.reason),
        ("verdict", language.verdict(was.verdict)),
        ("points", &points),
    ];
    Some(fill(&language.words.overruled, &values))
}

/// Whether students see behaviour by behaviour what is right. What is seen after it was due is in
/// here: whoever mails it does so then.
fn shows_behaviours(report: &Report) -> bool {
    report.behaviours != Visibility::Never
}

/// What is said of a behaviour that is wrong.
enum Said<'a> {
    /// The cause in the student's language where there is one, and as the test says it.
    Cause(Option<&'a str>, &'a str),
    /// A behaviour above has the same one.
    Same,
    /// Nothing but the test's own message.
    Message,
}

/// What the test says, without the seed: whoever has it knows what is drawn.
fn message(test: &TestGrade) -> String {
    let lines = test.message.lines();
    let kept = lines.map(|line| match line.find("with values drawn from seed ") {
        Some(at) => line[..at].trim_end().trim_end_matches(','),
        None => line,
    });
    let mut kept: Vec<&str> = kept.collect();
    kept.dedup_by(|next, before| next.trim().is_empty() && before.trim().is_empty());
    kept.join("\n")
}

/// What is said of each behaviour of a kata that is wrong, in their order.
fn behaviours<'a>(
    grade: &'a KataGrade,
    language: &'a Language,
) -> impl Iterator<Item = (&'a TestGrade, Said<'a>)> {
    let mut told = BTreeSet::new();
    grade.tests.iter().map(move |test| {
        let said = if test.cause.is_empty() {
            Said::Message
        } else if told.insert(&test.cause) {
            Said::Cause(language.cause(test.cause_name.as_deref()), &test.cause)
        } else {
            Said::Same
        };
        (test, said)
    })
}
