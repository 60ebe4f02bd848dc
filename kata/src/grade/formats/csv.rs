//! A class as a table: a row a submission, a column a kata.

use super::text;
use crate::grade::{Points, Report};

pub(super) fn view(reports: &[Report]) -> String {
    let katas: Vec<&str> = reports.first().map_or(Vec::new(), |report| {
        report.katas.iter().map(|kata| kata.slug.as_str()).collect()
    });
    let mut head = vec!["submission", "score", "max_score"];
    head.extend(katas);
    let mut table = row(head.iter().map(|name| field(name)));
    for report in reports {
        // Nobody who was not judged has no points.
        let points = |score: Points| match report.is_ungraded() {
            true => field("not graded"),
            false => score.to_string(),
        };
        let katas = report.katas.iter().map(|kata| points(kata.score));
        let numbers = [points(report.score), report.max_score.to_string()];
        table += &row([field(&report.submission)]
            .into_iter()
            .chain(numbers)
            .chain(katas));
    }
    table
}

fn row(fields: impl Iterator<Item = String>) -> String {
    fields.collect::<Vec<_>>().join(",") + "\r\n"
}

/// A field in quotes. What a spreadsheet would take for a formula is marked as text.
fn field(plain: &str) -> String {
    let plain = text::line(plain);
    let formula = plain.trim_start().starts_with(['=', '+', '-', '@']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", plain.replace('"', "\"\""))
}
