//! A class as a table: a row a submission, a column a kata, then a column a verdict. It begins with
//! a byte order mark, without which Excel takes it for another encoding than UTF-8.

use super::text;
use crate::grade::{Lateness, Points, Report};

type Column<'a> = (String, Box<dyn Fn(&Report) -> String + 'a>);

pub(super) fn view(reports: &[Report]) -> String {
    let columns = columns(reports);
    let mut table = "\u{feff}".to_owned();
    table += &row(columns.iter().map(|(name, _)| field(name)));
    for report in reports {
        table += &row(columns.iter().map(|(_, value)| value(report)));
    }
    table
}

fn columns(reports: &[Report]) -> Vec<Column<'static>> {
    let mut columns: Vec<Column<'static>> = Vec::new();
    let mut add = |name: &str, value: Box<dyn Fn(&Report) -> String>| {
        columns.push((name.to_owned(), value));
    };
    add("submission", Box::new(|report| field(&report.submission)));
    if reports.iter().any(|report| report.student.is_some()) {
        add("id", student(|student| &student.id));
        add("name", student(|student| &student.name));
        add("email", student(|student| &student.email));
        add("section", student(|student| &student.section));
    }
    add("score", Box::new(|report| points(report, report.score)));
    add("max_score", Box::new(|report| report.max_score.to_string()));
    if reports.iter().any(|report| !report.account().is_empty()) {
        add(
            "by_tests",
            Box::new(|report| points(report, report.by_tests())),
        );
    }
    if reports.iter().any(|report| report.late.is_some()) {
        add("days_late", late(|late| late.days.to_string()));
        add("grace_days", late(|late| late.grace_days.to_string()));
        add("taken_for_lateness", late(|late| late.taken.to_string()));
    }
    if reports.iter().any(|report| report.overruled().count() > 0) {
        add("decided", Box::new(|report| field(&decided(report))));
    }
    let katas = reports.first().map_or(&[][..], |report| &report.katas);
    for (place, kata) in katas.iter().enumerate() {
        let value = move |report: &Report| {
            let kata = report.katas.get(place);
            kata.map_or(String::new(), |kata| points(report, kata.score))
        };
        add(&kata.slug, Box::new(value));
    }
    for (place, kata) in katas.iter().enumerate() {
        let value = move |report: &Report| {
            let kata = report.katas.get(place);
            kata.map_or(String::new(), |kata| field(&kata.verdict.to_string()))
        };
        add(&format!("{}: verdict", kata.slug), Box::new(value));
    }
    columns
}

/// What was decided otherwise than the tests, why and by whom.
fn decided(report: &Report) -> String {
    let all = report.overruled().map(|(kata, was)| {
        let change = was.change(kata.score);
        format!("{} {change}: {} ({})", kata.slug, was.reason, was.by)
    });
    all.collect::<Vec<_>>().join("; ")
}

fn student(of: fn(&crate::grade::Student) -> &String) -> Box<dyn Fn(&Report) -> String> {
    Box::new(move |report| {
        let student = report.student.as_ref();
        student.map_or(String::new(), |student| field(of(student)))
    })
}

fn late(of: fn(&Lateness) -> String) -> Box<dyn Fn(&Report) -> String> {
    Box::new(move |report| report.late.as_ref().map_or(String::new(), of))
}

/// Nobody who was not judged has no points.
fn points(report: &Report, points: Points) -> String {
    match report.is_ungraded() {
        true => field("not graded"),
        false => points.to_string(),
    }
}

pub(super) fn row(fields: impl Iterator<Item = String>) -> String {
    fields.collect::<Vec<_>>().join(",") + "\r\n"
}

/// A field in quotes. What a spreadsheet would take for a formula is marked as text.
pub(super) fn field(plain: &str) -> String {
    let plain = text::line(plain);
    let formula = plain.trim_start().starts_with(['=', '+', '-', '@']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", plain.replace('"', "\"\""))
}
