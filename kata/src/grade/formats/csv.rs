//! A class as a table: a row a submission, a column a kata.

use super::text;
use crate::grade::Report;

pub(super) fn view(reports: &[Report]) -> String {
    let katas: Vec<&str> = reports.first().map_or(Vec::new(), |report| {
        report.katas.iter().map(|kata| kata.slug.as_str()).collect()
    });
    let mut head = vec!["submission", "score", "max_score"];
    head.extend(katas);
    let mut table = row(head.iter().map(|name| field(name)));
    for report in reports {
        let katas = report.katas.iter().map(|kata| kata.score.to_string());
        let numbers = [report.score, report.max_score].map(|points| points.to_string());
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
