//! Tables that gradebooks import: Canvas finds people by its own number, else by the university's
//! number and login, Moodle by number or address. Who was not judged has no grade in them.

use super::csv::{field, row};
use crate::grade::{Report, Student};

/// What an assignment is called that the policy gives no name.
const UNNAMED: &str = "async-katas";

/// A table that Canvas imports as it is.
pub(super) fn canvas(reports: &[Report]) -> String {
    let head = [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        assignment(reports),
    ];
    let most = reports.first().map(|report| report.max_score.to_string());
    let mut table = "\u{feff}".to_owned() + &row(head.iter().map(|name| field(name)));
    let points = ["    Points Possible", "", "", "", ""].map(field);
    table += &row(points.into_iter().chain(most));
    for report in reports {
        let student = whose(report);
        let login = match (&*student.login, &*student.email) {
            ("", email) => email,
            (login, _) => login,
        };
        let name = match &*student.name {
            "" => &student.id,
            name => name,
        };
        let fields = [
            name,
            &student.canvas_id,
            &student.id,
            login,
            &student.section,
        ];
        table += &row(fields.into_iter().map(field).chain([score(report)]));
    }
    table
}

/// A table whose columns Moodle is told when it is imported; it proposes these.
pub(super) fn moodle(reports: &[Report]) -> String {
    let head = [
        "ID number",
        "Email address",
        assignment(reports),
        "Feedback",
    ];
    let mut table = "\u{feff}".to_owned() + &row(head.iter().map(|name| field(name)));
    for report in reports {
        let student = whose(report);
        let feedback = match report.account() {
            account if account.is_empty() => report.points(),
            account => account.join("; "),
        };
        let fields = [field(&student.id), field(&student.email), score(report)];
        table += &row(fields.into_iter().chain([field(&feedback)]));
    }
    table
}

fn assignment(reports: &[Report]) -> &str {
    let named = reports
        .first()
        .and_then(|report| report.assignment.as_deref());
    named.unwrap_or(UNNAMED)
}

/// Whoever is on no roster goes by the submission's name.
fn whose(report: &Report) -> Student {
    report.student.clone().unwrap_or_else(|| Student {
        id: report.submission.clone(),
        ..Student::default()
    })
}

fn score(report: &Report) -> String {
    match report.is_ungraded() {
        true => String::new(),
        false => report.score.to_string(),
    }
}
